/**
 * {@code GET /asyncapi}: what flows through Penstock and out of it, as an AsyncAPI 3.0 document.
 *
 * <p>Topics and flows are those of {@code streams/*.yaml}; other modules add what is no topic by an
 * {@link io.penstock.platform.asyncapi.AsyncApiContributor}. Nothing is written by hand twice: a
 * test validates the document against the specification, another the payloads against the schemas
 * in it.
 *
 * <p>A module of its own, because {@code platform.streams} knows nothing of HTTP and {@code
 * platform.http} nothing of Kafka.
 */
@NullMarked
package io.penstock.platform.asyncapi;

import org.jspecify.annotations.NullMarked;
