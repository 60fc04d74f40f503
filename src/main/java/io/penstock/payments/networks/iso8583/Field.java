package io.penstock.payments.networks.iso8583;

import com.solab.iso8583.IsoType;

/**
 * The fields (data elements) of ISO 8583:1987 that are sent, and those more that a network may put
 * into its answers.
 */
enum Field {
  CARD_NUMBER(2, IsoType.LLVAR, 19),
  PROCESSING_CODE(3, IsoType.ALPHA, 6),
  AMOUNT(4, IsoType.ALPHA, 12),
  /** MMDDhhmmss, UTC. */
  TRANSMITTED(7, IsoType.ALPHA, 10),
  TRACE(11, IsoType.ALPHA, 6),
  LOCAL_TIME(12, IsoType.ALPHA, 6),
  LOCAL_DATE(13, IsoType.ALPHA, 4),
  /** YYMM. */
  EXPIRY(14, IsoType.ALPHA, 4),
  SETTLEMENT_DATE(15, IsoType.ALPHA, 4),
  MERCHANT_CATEGORY(18, IsoType.ALPHA, 4),
  ENTRY_MODE(22, IsoType.ALPHA, 3),
  CONDITION(25, IsoType.ALPHA, 2),
  ACQUIRER(32, IsoType.LLVAR, 11),
  FORWARDER(33, IsoType.LLVAR, 11),
  RETRIEVAL(37, IsoType.ALPHA, 12),
  AUTHORIZATION_CODE(38, IsoType.ALPHA, 6),
  RESPONSE_CODE(39, IsoType.ALPHA, 2),
  TERMINAL(41, IsoType.ALPHA, 8),
  MERCHANT(42, IsoType.ALPHA, 15),
  ADDITIONAL_RESPONSE(44, IsoType.LLVAR, 25),
  ADDITIONAL_DATA(48, IsoType.LLLVAR, 999),
  CURRENCY(49, IsoType.ALPHA, 3),
  ADDITIONAL_AMOUNTS(54, IsoType.LLLVAR, 120),
  RESERVED_60(60, IsoType.LLLVAR, 999),
  RESERVED_61(61, IsoType.LLLVAR, 999),
  RESERVED_62(62, IsoType.LLLVAR, 999),
  RESERVED_63(63, IsoType.LLLVAR, 999),
  /** Sign-on, sign-off, echo. */
  MANAGEMENT_CODE(70, IsoType.ALPHA, 3),
  ORIGINAL(90, IsoType.ALPHA, 42),
  REPLACEMENT_AMOUNTS(95, IsoType.ALPHA, 42);

  private final int number;
  private final IsoType type;
  private final int length;

  Field(int number, IsoType type, int length) {
    this.number = number;
    this.type = type;
    this.length = length;
  }

  int number() {
    return number;
  }

  IsoType type() {
    return type;
  }

  /** Exact, of variable ones the most. */
  int length() {
    return length;
  }

  boolean isFixed() {
    return type == IsoType.ALPHA;
  }
}
