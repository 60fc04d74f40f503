package io.penstock.market.fanout;

import java.time.Duration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Sends the browsers elsewhere at shutdown, before the web server waits for its connections to end.
 */
final class SessionsRunner implements SmartLifecycle {

  private final Sessions sessions;
  private final Duration drain;
  private volatile boolean running;

  SessionsRunner(Sessions sessions, Duration drain) {
    this.sessions = sessions;
    this.drain = drain;
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop(Runnable callback) {
    running = false;
    sessions.drain(drain).doFinally(signal -> callback.run()).subscribe();
  }

  @Override
  public void stop() {
    stop(() -> {});
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;
  }
}
