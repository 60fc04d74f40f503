package io.penstock.platform.asyncapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What AsyncAPI 3.0 itself demands of a document, and JSON Schema of a value. */
public final class AsyncApiSpecification {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);
  private static final Schema SPECIFICATION = SCHEMAS.getSchema(specification());

  private AsyncApiSpecification() {}

  /** By the specification's own schema, and each reference leads somewhere. */
  public static void assertValid(Map<String, Object> document) {
    JsonNode tree = JSON.valueToTree(document);
    assertThat(SPECIFICATION.validate(tree)).isEmpty();
    assertThat(tree.findValuesAsString("$ref"))
        .isNotEmpty()
        .allSatisfy(reference ->
            assertThat(tree.at(reference.substring(1)).isMissingNode()).as(reference).isFalse());
  }

  /**
   * @param schema as a message's payload holds it
   */
  public static Schema schema(Object schema) {
    return SCHEMAS.getSchema(JSON.writeValueAsString(schema), InputFormat.JSON);
  }

  private static String specification() {
    try (InputStream packed =
            Objects.requireNonNull(
                AsyncApiSpecification.class.getResourceAsStream("/asyncapi/3.0.0.json.gz"));
        InputStream text = new GZIPInputStream(packed)) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
