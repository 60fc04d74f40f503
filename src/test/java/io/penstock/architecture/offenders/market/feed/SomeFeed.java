package io.penstock.architecture.offenders.market.feed;

import io.penstock.architecture.Bystander;

/** Stands by. */
@Bystander
public class SomeFeed {}
