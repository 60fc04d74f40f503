package io.penstock.architecture;

import java.util.List;

/**
 * A class that may break a rule, and why. Whoever adds one has to convince a reader; one that is
 * not needed any more fails the test.
 *
 * @param rule its name
 * @param type the class's full name
 */
record Argued(String rule, String type, String why) {

  private static final String STREAMS = "io.penstock.platform.streams.";
  private static final String RETRY_CLASS = "io.penstock.platform.resilience.RetryClass";

  static final List<Argued> ALL =
      List.of(
          new Argued(
              "onlyTablesTouchSql",
              RETRY_CLASS,
              "says of every technology's errors whether they pass; calls none"),
          new Argued(
              "onlyEdgesTouchTheHttpServer",
              "io.penstock.payments.merchants.Caller",
              "what every edge of payments asks a request for: who calls"),
          new Argued("onlyClientsCallOut", RETRY_CLASS, "as above"),
          new Argued("onlyStreamsTouchesKafka", RETRY_CLASS, "as above"),
          new Argued(
              "runnersAreLifecycles",
              STREAMS + "FlowRunner",
              "its life is its subscription, which another runner ends"),
          new Argued(
              "onlyRunnersSubscribe",
              STREAMS + "Senders",
              "an operator written as Mono.create: cancelled with its caller"),
          new Argued(
              "onlyRunnersSubscribe",
              "io.penstock.market.fanout.ConnectionAuth",
              "asks for one verdict on behalf of a connection of Netty's, and is cancelled with"
                  + " it"),
          new Argued(
              "onlyEdgesTouchTheHttpServer",
              "io.penstock.payments.merchants.Caller",
              "how the edges of other modules learn who calls"),
          new Argued(
              "onlyEdgesTouchTheHttpServer",
              "io.penstock.payments.merchants.MerchantRules",
              "compares paths, which are values, as controllers are found"),
          new Argued(
              "nothingBlocks",
              STREAMS + "FlowRunner",
              "on the consumer's own thread, which has to wait in a rebalance"),
          new Argued(
              "nothingBlocks",
              STREAMS + "StreamsRunner",
              "on the thread that starts and stops the process, with a timeout"),
          new Argued(
              "everyBufferHasASize", STREAMS + "FlowRunner", "holds each partition at most once"));

  boolean excuses(String ruleName, String offence) {
    return rule.equals(ruleName) && offence.contains(type);
  }
}
