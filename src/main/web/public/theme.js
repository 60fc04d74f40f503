// Before the first paint: the theme that was chosen last time.
try {
  const theme = localStorage.getItem("theme");
  if (theme) {
    document.documentElement.dataset.theme = theme;
  }
} catch {
  // A browser that keeps nothing has nothing to say.
}
