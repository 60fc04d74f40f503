package io.penstock.sandbox.cards;

import io.penstock.sandbox.cards.Booking.Key;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * All that was ever booked: append-only, a line of JSON for each booking. Used by one thread, which
 * may wait for the file.
 */
final class CardBooks implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();

  private final @Nullable FileChannel file;
  private final List<Booking> bookings = new ArrayList<>();
  private final Map<Key, Booking> byKey = new HashMap<>();
  private final Map<Key, Account> accounts = new HashMap<>();
  private final Set<Key> overtaken = new HashSet<>();

  private CardBooks(@Nullable FileChannel file) {
    this.file = file;
  }

  /** Without a file; forgotten at the end. */
  static CardBooks inMemory() {
    return new CardBooks(null);
  }

  /**
   * With all that is in the file, which is made if it is not there. A line that was not written to
   * its end was told to nobody and is cut off.
   *
   * @throws UncheckedIOException when that is not possible
   */
  static CardBooks open(Path path) {
    try {
      Files.createDirectories(Objects.requireNonNull(path.toAbsolutePath().getParent()));
      FileChannel file =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      byte[] bytes = Files.readAllBytes(path);
      int whole = bytes.length;
      while (whole > 0 && bytes[whole - 1] != '\n') {
        whole--;
      }
      file.truncate(whole);
      file.position(whole);
      CardBooks books = new CardBooks(file);
      new String(bytes, 0, whole, StandardCharsets.UTF_8)
          .lines()
          .map(line -> read(path, line))
          .forEach(books::remember);
      return books;
    } catch (IOException e) {
      throw new UncheckedIOException("the card network's books in " + path + " cannot be read", e);
    }
  }

  private static Booking read(Path path, String line) {
    try {
      return JSON.readValue(line, Booking.class);
    } catch (JacksonException e) {
      throw new UncheckedIOException(
          "the card network's books in " + path + " have a line that is none of ours",
          new IOException(e));
    }
  }

  /** Null when it was never booked. */
  @Nullable Booking find(Deed deed, String reference) {
    return byKey.get(new Key(deed, reference));
  }

  /** Of something that was approved; null for anything else. */
  @Nullable Account account(Key key) {
    Account account = accounts.get(key);
    return account == null || account.approved == 0 ? null : account;
  }

  /** Whether its reversal came first. */
  boolean isOvertaken(Key original) {
    return overtaken.contains(original);
  }

  long nextSeq() {
    return bookings.size() + 1L;
  }

  int size() {
    return bookings.size();
  }

  /** Written to the file when this returns. */
  void book(Booking booking) {
    write(booking);
    remember(booking);
  }

  private void write(Booking booking) {
    if (file == null) {
      return;
    }
    try {
      ByteBuffer line =
          ByteBuffer.wrap(
              (JSON.writeValueAsString(booking) + "\n").getBytes(StandardCharsets.UTF_8));
      while (line.hasRemaining()) {
        file.write(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the card network's books cannot be written", e);
    }
  }

  private void remember(Booking booking) {
    bookings.add(booking);
    byKey.put(booking.key(), booking);
    accounts.put(
        booking.key(), new Account(booking.deed() == Deed.REVERSAL ? 0 : booking.doneMinor()));
    Deed deed = booking.originalDeed();
    String reference = booking.original();
    if (deed == null || reference == null) {
      return;
    }
    Account original = accounts.get(new Key(deed, reference));
    if (original == null) {
      if (booking.deed() == Deed.REVERSAL) {
        overtaken.add(new Key(deed, reference));
      }
      return;
    }
    switch (booking.deed()) {
      case CAPTURE -> original.captured += booking.doneMinor();
      case REFUND -> original.refunded += booking.doneMinor();
      case REVERSAL -> takeBack(new Key(deed, reference), original, booking.doneMinor());
      case AUTHORIZATION, PURCHASE -> {}
    }
  }

  /** What a capture or a refund took is there again. */
  private void takeBack(Key key, Account account, long minor) {
    account.reversed += minor;
    Booking booking = Objects.requireNonNull(byKey.get(key));
    Deed deed = booking.originalDeed();
    String reference = booking.original();
    if (deed != null && reference != null) {
      Account before = accounts.get(new Key(deed, reference));
      if (before != null && booking.deed() == Deed.CAPTURE) {
        before.captured -= minor;
      }
      if (before != null && booking.deed() == Deed.REFUND) {
        before.refunded -= minor;
      }
    }
  }

  /**
   * In the order they were booked.
   *
   * @param reference of the deed or of its original; null for all
   * @param after a sequence number; 0 for the beginning
   */
  List<BookView> page(@Nullable String reference, long after, int limit) {
    Stream<Booking> later = bookings.stream().skip(Math.min(after, bookings.size()));
    return later
        .filter(booking ->
            reference == null
                || reference.equals(booking.reference())
                || reference.equals(booking.original()))
        .limit(limit)
        .map(booking -> BookView.of(booking, Objects.requireNonNull(accounts.get(booking.key()))))
        .toList();
  }

  @Override
  public void close() {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
