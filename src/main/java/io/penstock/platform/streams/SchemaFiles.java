package io.penstock.platform.streams;

import java.util.SequencedMap;

/**
 * The schemas of what topics hold.
 *
 * @param protobuf texts of the {@code .proto} files below {@code streams/schemas} by their names,
 *     such as {@code bar.v1.proto}
 * @param json texts of the JSON Schemas there, such as {@code dead-letter-decision.v1.json}
 */
public record SchemaFiles(
    SequencedMap<String, String> protobuf, SequencedMap<String, String> json) {

  /** Those of the jar, or of a directory {@code streams} beside the process. Blocks. */
  public static SchemaFiles read() {
    return DeclarationFiles.schemas();
  }
}
