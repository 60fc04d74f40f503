package io.penstock.embedded;

import java.util.Map;

/**
 * Adds to what the ready screen and {@code GET /sandbox/info} tell. Asked each time, so values may
 * change.
 */
public interface SandboxInfoContributor {

  /**
   * Where the entries belong: {@code pages}, {@code apis}, {@code sandbox}, or a section of its
   * own.
   */
  String section();

  /** Such as {@code price_board} → {@code http://localhost:8080/}, in the order to show them. */
  Map<String, String> entries();
}
