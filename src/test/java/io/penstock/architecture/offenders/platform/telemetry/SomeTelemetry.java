package io.penstock.architecture.offenders.platform.telemetry;

import io.penstock.architecture.Bystander;

/** Stands by. */
@Bystander
public class SomeTelemetry {}
