package io.penstock.architecture.offenders.platform.values;

import io.penstock.architecture.offenders.platform.telemetry.SomeTelemetry;

/** Values are at the bottom. */
public class ValuesReportTelemetry {

  public SomeTelemetry imported() {
    return new SomeTelemetry();
  }
}
