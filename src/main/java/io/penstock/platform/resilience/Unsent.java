package io.penstock.platform.resilience;

/**
 * Marks an error that says two things: nothing of the request has left this process, and another
 * try may find a way. Read by {@link Repeat#UNSENT}.
 */
public interface Unsent {}
