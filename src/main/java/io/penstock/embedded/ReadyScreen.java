package io.penstock.embedded;

import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/** Says on one screen what runs where, when it does. */
final class ReadyScreen implements ApplicationListener<ApplicationReadyEvent> {

  private final SandboxInfo info;
  private final String address;
  private final PrintStream screen;

  /**
   * @param address where the application listens, such as {@code 127.0.0.1}
   */
  ReadyScreen(SandboxInfo info, String address, PrintStream screen) {
    this.info = info;
    this.address = address;
    this.screen = screen;
  }

  @Override
  public void onApplicationEvent(ApplicationReadyEvent ready) {
    Duration taken = ready.getTimeTaken();
    StringBuilder text = new StringBuilder("\n");
    text.append("Penstock is ready");
    if (taken != null) {
      text.append(String.format(Locale.ROOT, " after %.1f s", taken.toMillis() / 1000.0));
    }
    text.append(". Ctrl-C stops everything; the data is kept.\n");
    info.sections()
        .forEach((section, entries) -> {
          text.append('\n').append(section).append('\n');
          entries.forEach((name, value) ->
              text.append(String.format("  %-20s %s%n", name.replace('_', ' '), value)));
        });
    if (!isLoopback(address)) {
      text.append("\nWARNING: server.address is ")
          .append(address)
          .append(": everybody who can reach this machine")
          .append(" can use the pages and the APIs; there is no sign-in.\n");
    }
    screen.println(text);
  }

  static boolean isLoopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
