package io.penstock.architecture.offenders.market.prices;

/** Its package has no package-info. */
public class InAnUnmarkedPackage {}
