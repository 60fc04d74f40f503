package io.penstock;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the server; nothing else. */
@SpringBootApplication
public class Penstock {

  public static void main(String[] args) {
    SpringApplication.run(Penstock.class, args);
  }
}
