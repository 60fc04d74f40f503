package io.penstock.architecture.offenders.market.gossip;

/** A module without a row in the table. */
public class ModuleNobodyPlanned {}
