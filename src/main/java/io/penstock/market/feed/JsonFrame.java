package io.penstock.market.feed;

import io.penstock.market.tick.Level;
import io.penstock.market.tick.Listing;
import io.penstock.platform.values.Decimal;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * The fields of one JSON object of a venue's, collected in whatever order they come. Which of them
 * are needed may be told only behind them, so what is wrong with a field is kept and told when the
 * field is asked for; it also leaves the listing known.
 *
 * @param <F> reads the venue's values
 */
public abstract class JsonFrame<F extends JsonFields> {

  /** Nested arrays or objects. */
  public static final int MAX_DEPTH = 16;

  /** Characters of a text. */
  public static final int MAX_TEXT = 10_000;

  private static final Comparator<Level> LOWEST_FIRST = Comparator.comparing(Level::price);
  private static final Comparator<Level> HIGHEST_FIRST = LOWEST_FIRST.reversed();

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_TEXT)
                  .maxNameLength(200)
                  .maxNumberLength(100)
                  .build())
          .build();

  protected final F fields;

  protected JsonFrame(F fields) {
    this.fields = fields;
  }

  /** Whose the object is, as far as it could be read. */
  protected abstract @Nullable Listing listing();

  /** Takes the fields of the object at whose start the parser stands. */
  protected abstract void read(JsonParser json);

  /**
   * Takes the fields of the one object that the text is.
   *
   * @param utf8 a buffer that holds the text from {@code offset} on
   * @param maxBytes of the text
   * @throws UnparsableFrameException naming the listing where the text tells it
   */
  public final void read(byte[] utf8, int offset, int length, int maxBytes) {
    if (length > maxBytes) {
      throw new UnparsableFrameException("frame of more than " + maxBytes + " bytes", null, null);
    }
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), utf8, offset, length)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new UnparsableFrameException("no JSON object", null, null);
      }
      read(json);
      if (json.nextToken() != null) {
        throw new UnparsableFrameException("text behind the JSON object", listing(), null);
      }
    } catch (JacksonException e) {
      String said = Printable.of(String.valueOf(e.getOriginalMessage()));
      throw new UnparsableFrameException("no JSON: " + said, listing(), e);
    }
  }

  /**
   * @throws UnparsableFrameException when it is missing or wrong
   */
  protected final <T> T required(String name, @Nullable T value) {
    T found = optional(name, value);
    if (found == null) {
      throw unparsable(name, "is missing");
    }
    return found;
  }

  /**
   * @throws UnparsableFrameException when it is wrong
   */
  protected final <T> @Nullable T optional(String name, @Nullable T value) {
    String problem = fields.problem(name);
    if (problem != null) {
      throw unparsable(name, problem);
    }
    return value;
  }

  protected final Decimal requiredAboveZero(String name, @Nullable Decimal value) {
    Decimal number = required(name, value);
    if (!number.isPositive()) {
      throw unparsable(name, "is not above 0");
    }
    return number;
  }

  /** Null for what is not: venues write 0 where there is none. */
  protected static @Nullable Decimal aboveZero(@Nullable Decimal value) {
    return value != null && value.isPositive() ? value : null;
  }

  /** The side of a whole book: changeable in, without empty levels and the best first out. */
  protected static List<Level> bids(List<Level> levels) {
    return ordered(levels, HIGHEST_FIRST);
  }

  /** As {@link #bids}. */
  protected static List<Level> asks(List<Level> levels) {
    return ordered(levels, LOWEST_FIRST);
  }

  private static List<Level> ordered(List<Level> levels, Comparator<Level> bestFirst) {
    levels.removeIf(level -> level.quantity().isZero());
    levels.sort(bestFirst);
    return levels;
  }

  protected final UnparsableFrameException unparsable(String name, String problem) {
    return new UnparsableFrameException(name + " " + problem, listing(), null);
  }
}
