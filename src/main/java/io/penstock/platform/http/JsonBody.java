package io.penstock.platform.http;

import io.penstock.platform.http.Problem.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.http.HttpStatus;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * A request's body, a JSON object, read member by member. What is wrong with members is gathered
 * and told all at once; members that nobody asked for are refused by name, so that a slip of the
 * pen changes no meaning.
 *
 * <pre>{@code
 * JsonBody body = JsonBody.of(bytes);
 * long amount = body.whole("amountInCents", 1, 99_999_999).orElse(0);
 * body.finish();
 * }</pre>
 *
 * <p>Not for use by more than one thread.
 */
public final class JsonBody {

  private static final int DEEPEST = 10;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxNumberLength(40)
                          .maxNameLength(200)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private final JsonNode members;
  private final Set<String> asked = new HashSet<>();
  private final List<FieldError> errors = new ArrayList<>();

  private JsonBody(JsonNode members) {
    this.members = members;
  }

  /**
   * @param bytes nothing at all is an empty object
   * @throws ApiException 400 {@code malformed_json} when it is no JSON object
   */
  public static JsonBody of(byte[] bytes) {
    if (bytes.length == 0) {
      return new JsonBody(MAPPER.createObjectNode());
    }
    try {
      JsonNode read = MAPPER.readTree(bytes);
      if (read.isObject()) {
        return new JsonBody(read);
      }
    } catch (JacksonException noJson) {
      // Told below: what stands in the body may be a secret.
    }
    throw new ApiException(
        Problem.of(HttpStatus.BAD_REQUEST, "malformed_json", "The body must be a JSON object"));
  }

  /** A whole number of a range; empty when it is missing or wrong. */
  public OptionalLong whole(String name, long least, long most) {
    JsonNode member = required(name);
    if (member.isMissingNode()) {
      return OptionalLong.empty();
    }
    return wholeOf(name, member, least, most);
  }

  /** A whole number of a range that may be left out; empty, too, when it is wrong. */
  public OptionalLong optionalWhole(String name, long least, long most) {
    JsonNode member = optional(name);
    return member.isMissingNode() ? OptionalLong.empty() : wholeOf(name, member, least, most);
  }

  /** Text that is not empty; empty when it is missing or wrong. */
  public Optional<String> text(String name, int longest) {
    JsonNode member = required(name);
    return member.isMissingNode() ? Optional.empty() : textOf(name, member, longest);
  }

  /** Text that may be left out; empty, too, when it is wrong. */
  public Optional<String> optionalText(String name, int longest) {
    JsonNode member = optional(name);
    return member.isMissingNode() ? Optional.empty() : textOf(name, member, longest);
  }

  /** One of some words, which may be left out; empty, too, when it is another. */
  public Optional<String> optionalWord(String name, List<String> words) {
    JsonNode member = optional(name);
    if (member.isMissingNode()) {
      return Optional.empty();
    }
    if (!member.isString() || !words.contains(member.stringValue())) {
      wrong(name, "must be one of " + String.join(", ", words));
      return Optional.empty();
    }
    return Optional.of(member.stringValue());
  }

  /** An object of texts, which may be left out; in the order of their names. */
  public Map<String, String> optionalTexts(
      String name, int most, int longestName, int longestText) {
    JsonNode member = optional(name);
    if (member.isMissingNode()) {
      return Map.of();
    }
    if (!member.isObject()) {
      wrong(name, "must be an object");
      return Map.of();
    }
    if (member.size() > most) {
      wrong(name, "must have at most " + most + " members");
      return Map.of();
    }
    Map<String, String> texts = new TreeMap<>();
    for (Map.Entry<String, JsonNode> each : member.properties()) {
      String path = name + "." + each.getKey();
      if (each.getKey().isEmpty() || each.getKey().length() > longestName) {
        wrong(name, "must have names of 1 to " + longestName + " characters");
      } else if (!each.getValue().isString()) {
        wrong(path, "must be text");
      } else if (each.getValue().stringValue().length() > longestText) {
        wrong(path, "must be at most " + longestText + " characters long");
      } else if (isUnstorable(each.getKey()) || isUnstorable(each.getValue().stringValue())) {
        wrong(path, "must not hold control characters");
      } else {
        texts.put(each.getKey(), each.getValue().stringValue());
      }
    }
    return texts;
  }

  /** An object that somebody else reads; empty when it was left out. */
  public Optional<JsonNode> optionalObject(String name) {
    JsonNode member = optional(name);
    return member.isMissingNode() ? Optional.empty() : Optional.of(member);
  }

  /** Something that was read is wrong after all. */
  public void wrong(String name, String message) {
    errors.add(new FieldError(name, message));
  }

  /**
   * @throws ApiException 400 {@code invalid_request} that tells all that is wrong
   */
  public void finish() {
    for (String name : members.propertyNames()) {
      if (!asked.contains(name)) {
        wrong(name, "is not known here");
      }
    }
    if (!errors.isEmpty()) {
      throw new ApiException(Problem.invalid(errors));
    }
  }

  /**
   * The members in one spelling, whatever order and spaces they were sent with, to tell whether two
   * requests are the same.
   *
   * @param without members that do not count
   */
  public byte[] canonical(Set<String> without) {
    Map<String, Object> sorted = new TreeMap<>();
    for (Map.Entry<String, JsonNode> each : members.properties()) {
      if (!without.contains(each.getKey())) {
        sorted.put(each.getKey(), sorted(each.getValue()));
      }
    }
    return MAPPER.writeValueAsString(sorted).getBytes(StandardCharsets.UTF_8);
  }

  private static Object sorted(JsonNode node) {
    if (!node.isObject()) {
      return node;
    }
    Map<String, Object> members = new TreeMap<>();
    node.properties().forEach(each -> members.put(each.getKey(), sorted(each.getValue())));
    return new LinkedHashMap<>(members);
  }

  private JsonNode required(String name) {
    JsonNode member = optional(name);
    if (member.isMissingNode()) {
      wrong(name, "is missing");
    }
    return member;
  }

  /** Null is as good as nothing. */
  private JsonNode optional(String name) {
    asked.add(name);
    JsonNode member = members.path(name);
    return member.isNull() ? MissingNode.getInstance() : member;
  }

  private OptionalLong wholeOf(String name, JsonNode member, long least, long most) {
    if (!member.isIntegralNumber() || !member.canConvertToLong()) {
      wrong(name, "must be a whole number of " + least + " to " + most);
      return OptionalLong.empty();
    }
    long number = member.longValue();
    if (number < least || number > most) {
      wrong(name, "must be " + least + " to " + most);
      return OptionalLong.empty();
    }
    return OptionalLong.of(number);
  }

  private Optional<String> textOf(String name, JsonNode member, int longest) {
    if (!member.isString() || member.stringValue().isBlank()) {
      wrong(name, "must be text that is not empty");
      return Optional.empty();
    }
    if (member.stringValue().length() > longest) {
      wrong(name, "must be at most " + longest + " characters long");
      return Optional.empty();
    }
    if (isUnstorable(member.stringValue())) {
      wrong(name, "must not hold control characters");
      return Optional.empty();
    }
    return Optional.of(member.stringValue());
  }

  /** Databases take no zero byte, nobody needs the others, and halves of characters are none. */
  private static boolean isUnstorable(String text) {
    return text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\t' && c != '\r')
        || text.codePoints()
            .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }
}
