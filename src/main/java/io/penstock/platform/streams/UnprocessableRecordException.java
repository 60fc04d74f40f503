package io.penstock.platform.streams;

/** A record that no retry can help, such as one that cannot be decoded. */
public class UnprocessableRecordException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient StreamRecord record;

  /**
   * @param reason one safe sentence: it goes into a header and a log line
   */
  public UnprocessableRecordException(StreamRecord record, String reason, Throwable cause) {
    super(reason, cause);
    this.record = record;
  }

  public StreamRecord record() {
    return record;
  }
}
