package io.penstock.embedded;

import io.penstock.payments.merchants.IssuedKey;
import io.penstock.payments.merchants.Merchant;
import io.penstock.payments.merchants.Merchants;
import io.penstock.payments.merchants.NewKey;
import io.penstock.platform.values.Currencies;
import io.penstock.platform.values.Mode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.context.SmartLifecycle;

/**
 * Sees to it that there is a demo merchant, before the first page is served, and tells about it:
 * its keys themselves only where nobody but this machine's people can ask.
 */
final class DemoMerchantRunner implements SmartLifecycle, SandboxInfoContributor {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Merchants merchants;
  private final Path file;
  private final boolean loopback;
  private volatile boolean running;

  /**
   * @param loopback whether the application listens there only
   */
  DemoMerchantRunner(Merchants merchants, Path dataDirectory, boolean loopback) {
    this.merchants = merchants;
    this.file = DemoMerchant.fileIn(dataDirectory);
    this.loopback = loopback;
  }

  /** Waits for the database, which is there by now. */
  @Override
  public void start() {
    Optional<DemoMerchant> kept = DemoMerchant.read(file).filter(this::isKnown);
    if (kept.isEmpty()) {
      make().write(file);
    }
    running = true;
  }

  /** Not after the database was begun anew beside the file. */
  private boolean isKnown(DemoMerchant demo) {
    return merchants.find(demo.merchant()).blockOptional(PATIENCE).isPresent();
  }

  private DemoMerchant make() {
    Merchant merchant =
        Objects.requireNonNull(
            merchants.create("Demo merchant", "US", Currencies.of("usd")).block(PATIENCE));
    IssuedKey issued =
        Objects.requireNonNull(
            merchants.issueKey(merchant.id(), NewKey.of(Mode.TEST)).block(PATIENCE));
    return new DemoMerchant(merchant.id(), issued.key().id(), issued.secret());
  }

  @Override
  public String section() {
    return "demo_merchant";
  }

  @Override
  public Map<String, String> entries() {
    return loopback
        ? DemoMerchant.read(file).map(DemoMerchant::entries).orElse(Map.of())
        : Map.of("keys", "in the file " + file);
  }

  /** Nothing to end: what was made stays. */
  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Before the web server. */
  @Override
  public int getPhase() {
    return 0;
  }
}
