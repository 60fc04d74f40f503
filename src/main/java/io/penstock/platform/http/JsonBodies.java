package io.penstock.platform.http;

import java.util.Optional;
import org.springframework.http.HttpStatus;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON bodies, read strictly: a member that is not known is refused, because a slip of the pen
 * would otherwise be taken for a wish to leave it out.
 */
public final class JsonBodies {

  private static final int LONGEST_NAME = 40;

  private static final JsonMapper STRICT =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private JsonBodies() {}

  /**
   * @throws ApiException 400: {@code malformed_json}, or {@code invalid_request} that names the
   *     member
   */
  public static <T> T read(byte[] body, Class<T> type) {
    try {
      return Optional.ofNullable(STRICT.readValue(body, type)).orElseThrow(JsonBodies::malformed);
    } catch (UnrecognizedPropertyException unknown) {
      throw new ApiException(
          Problem.invalid(printable(unknown.getPropertyName()), "is not known here"));
    } catch (JacksonException notOne) {
      throw malformed();
    }
  }

  private static ApiException malformed() {
    return new ApiException(
        Problem.of(
            HttpStatus.BAD_REQUEST,
            "malformed_json",
            "The body is not the JSON that is expected here"));
  }

  private static String printable(String name) {
    String safe = name.replaceAll("[^ -~]", "?");
    return safe.length() <= LONGEST_NAME ? safe : safe.substring(0, LONGEST_NAME) + "…";
  }
}
