package io.penstock.journeys;

import io.penstock.TestServers;
import io.penstock.sandbox.cards.BookView;
import io.penstock.sandbox.cards.Booking;
import io.penstock.sandbox.cards.Deed;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What our database and the network's books say about payments. */
final class Books {

  private Books() {}

  /**
   * What an intent came to.
   *
   * @param taken minor units that the cardholder has paid, what went back taken off
   * @param charges how often the card was charged
   */
  record Position(long taken, long charges) {}

  static Position ours(TestServers.Database database, String intent) throws SQLException {
    return new Position(
        number(database, "SELECT captured - refunded FROM intent WHERE intent_id = ?", intent),
        number(
            database,
            "SELECT count(*) FROM intent_transaction WHERE intent_id = ? AND status = 'succeeded'"
                + " AND type = 'charge'",
            intent));
  }

  /** Each booking once, whatever number it is found by. */
  static Position theirs(TestServers.Database database, CardNetworkForTests network, String intent)
      throws SQLException {
    Map<Long, BookView> booked = new LinkedHashMap<>();
    for (long number : references(database, intent)) {
      network.books(number).forEach(view -> booked.put(view.booking().seq(), view));
    }
    long taken = 0;
    long charges = 0;
    for (BookView view : booked.values()) {
      Booking booking = view.booking();
      switch (booking.deed()) {
        case PURCHASE -> {
          taken += booking.doneMinor();
          charges += booking.doneMinor() > 0 && view.reversedMinor() == 0 ? 1 : 0;
        }
        case AUTHORIZATION ->
            charges += booking.doneMinor() > 0 && !isTakenBackUnasked(view, database) ? 1 : 0;
        case CAPTURE -> taken += booking.doneMinor();
        case REFUND -> taken -= booking.doneMinor();
        case REVERSAL ->
            taken -= booking.originalDeed() == Deed.AUTHORIZATION ? 0 : booking.doneMinor();
      }
    }
    return new Position(taken, charges);
  }

  /** A hold that was given back because its answer was lost is no charge; a void is. */
  private static boolean isTakenBackUnasked(BookView view, TestServers.Database database)
      throws SQLException {
    return view.reversedMinor() > 0
        && number(
                database,
                "SELECT count(*) FROM intent_attempt WHERE state = 'not_reached' AND reference = ?",
                Long.parseLong(view.booking().reference(), 36))
            > 0;
  }

  /** Attempts whose outcome is still to come. */
  static long open(TestServers.Database database) throws SQLException {
    return number(
        database,
        "SELECT (SELECT count(*) FROM intent_attempt WHERE next_look_at IS NOT NULL) + (SELECT"
            + " count(*) FROM intent WHERE state = 'processing')");
  }

  /** By how much debits and credits differ, all currencies together; and journals that do. */
  static long imbalance(TestServers.Database database) throws SQLException {
    return number(
        database,
        "SELECT coalesce(sum(abs(difference)), 0) FROM (SELECT sum(CASE side WHEN 'debit' THEN"
            + " amount ELSE -amount END) AS difference FROM ledger_entry GROUP BY merchant_id,"
            + " mode, journal_id, currency) AS journal");
  }

  private static List<Long> references(TestServers.Database database, String intent)
      throws SQLException {
    try (Connection connection = connect(database);
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT reference FROM intent_attempt WHERE intent_id = ?")) {
      statement.setString(1, intent);
      List<Long> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getLong(1));
        }
      }
      return found;
    }
  }

  private static long number(TestServers.Database database, String sql, Object... given)
      throws SQLException {
    try (Connection connection = connect(database);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < given.length; i++) {
        statement.setObject(i + 1, given[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  private static Connection connect(TestServers.Database database) throws SQLException {
    return DriverManager.getConnection(
        database.jdbcUrl(), database.username(), database.password());
  }
}
