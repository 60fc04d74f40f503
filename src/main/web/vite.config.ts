import { defineConfig } from "vite";

// `npm run dev` serves the page with live reload, and prices from a Penstock on its usual port.
const server = "http://localhost:8080";

export default defineConfig({
  build: {
    outDir: process.env.PENSTOCK_WEB_OUT ?? "../../../target/classes/static",
    emptyOutDir: true,
    target: "es2022",
    // light-dark() as it is.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    // The page's policy forbids inline data in scripts and styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What the licences of the libraries inside ask for.
    license: { fileName: "licenses.md" },
    rolldownOptions: {
      input: { index: "index.html", "dead-letters": "dead-letters.html" },
    },
  },
  server: {
    proxy: {
      "/stockPrices": server,
      "/operator": server,
      "/connection/websocket": { target: server, ws: true },
    },
  },
});
