package io.penstock.platform.asyncapi;

import io.penstock.platform.streams.Declarations;
import io.penstock.platform.streams.SchemaFiles;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The document of this process, the same from start to end; its roles decide what else than topics
 * is in it.
 */
@RestController
final class AsyncApi {

  private final Map<String, Object> document;

  AsyncApi(Declarations declarations, ObjectProvider<AsyncApiContributor> contributors) {
    this.document =
        AsyncApiDocument.of(
            declarations, SchemaFiles.read(), contributors.orderedStream().toList());
  }

  @GetMapping(path = "/asyncapi", produces = MediaType.APPLICATION_JSON_VALUE)
  Map<String, Object> document() {
    return document;
  }
}
