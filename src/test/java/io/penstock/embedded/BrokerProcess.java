package io.penstock.embedded;

import io.penstock.PenstockProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A broker in a process of its own, so that it can be stopped and killed without anything else. */
public final class BrokerProcess implements AutoCloseable {

  private final Path directory;
  private final int port;
  private final int controllerPort;
  private Process process;

  private BrokerProcess(Path directory, int port, int controllerPort) throws IOException {
    this.directory = directory;
    this.port = port;
    this.controllerPort = controllerPort;
    this.process = launch();
  }

  /**
   * @param directory its data, which outlives a kill
   */
  public static BrokerProcess start(Path directory, int port, int controllerPort)
      throws IOException {
    return new BrokerProcess(directory, port, controllerPort);
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  public long pid() {
    return process.pid();
  }

  /** As {@code kill -9} does. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** On the same port, with the data that the killed one left. */
  public void startAgain() throws IOException {
    process = launch();
  }

  private Process launch() throws IOException {
    return PenstockProcess.java(
        directory.resolveSibling("broker.txt"),
        BrokerProcess.class,
        directory.toString(),
        String.valueOf(port),
        String.valueOf(controllerPort));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** Runs until it is killed. */
  public static void main(String[] arguments) throws Exception {
    try (KafkaServer broker =
        KafkaServer.start(
            Path.of(arguments[0]),
            Integer.parseInt(arguments[1]),
            Integer.parseInt(arguments[2]))) {
      System.out.println("listens on " + broker.bootstrapServers());
      new CountDownLatch(1).await();
    }
  }
}
