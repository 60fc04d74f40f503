package io.penstock.platform.deadletters;

import io.penstock.platform.streams.StreamRecord;
import java.util.function.Function;

/**
 * Whether a declared flow can read a record. A bean of the module that owns the flow.
 *
 * @param flow its name in {@code streams/*.yaml}
 * @param read says what it is, {@code trade 42 of BTC-USD@coinbase}, or throws an {@link
 *     IllegalArgumentException} or {@link
 *     io.penstock.platform.streams.UnprocessableRecordException} whose message says why not
 */
public record FlowCheck(String flow, Function<StreamRecord, String> read) {}
