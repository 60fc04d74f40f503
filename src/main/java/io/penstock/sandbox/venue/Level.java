package io.penstock.sandbox.venue;

/** A level of a book, spelt as it goes over the wire. */
public record Level(String price, String size) {}
