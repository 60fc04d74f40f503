package io.penstock.platform.http;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;

/** Problems in the API's description: one response for each status, one example for each code. */
public final class ProblemDescriptions {

  private static final String NAME = "Problem";

  /** What the edge answers before any API is asked. */
  private static final Map<String, String> OF_THE_EDGE = new LinkedHashMap<>();

  static {
    OF_THE_EDGE.put("not_acceptable", "406: `Accept` asks for what is not made here.");
    OF_THE_EDGE.put("host_not_allowed", "421: the server is not called by one of its names.");
    OF_THE_EDGE.put("internal_error", "500: our mistake; tell us the `request_id`.");
  }

  private ProblemDescriptions() {}

  /** Adds a code that an operation can answer. */
  public static void add(Operation operation, HttpStatus status, String code, String meaning) {
    String key = Integer.toString(status.value());
    ApiResponses responses = operation.getResponses();
    ApiResponse response = responses.get(key);
    if (response == null) {
      response = new ApiResponse().description("").content(new Content());
      responses.addApiResponse(key, response);
    }
    String line = "`" + code + "`: " + meaning;
    response.setDescription(
        response.getDescription().isEmpty() ? line : response.getDescription() + "\n\n" + line);
    problem(response.getContent()).addExamples(code, example(status, code));
  }

  private static MediaType problem(Content content) {
    return content.computeIfAbsent(
        org.springframework.http.MediaType.APPLICATION_PROBLEM_JSON_VALUE,
        type -> new MediaType().schema(new Schema<>().$ref("#/components/schemas/" + NAME)));
  }

  private static Example example(HttpStatus status, String code) {
    Problem problem = Problem.of(status, code);
    return new Example().value(problem.body("5c1d2b7e9a4f4b0e"));
  }

  /** The shape of all problems, and what every operation may answer. */
  static void complete(OpenAPI description) {
    Components components =
        description.getComponents() == null ? new Components() : description.getComponents();
    description.setComponents(components);
    components.addSchemas(NAME, schema());
    description
        .getPaths()
        .values()
        .forEach(path ->
            path.readOperations()
                .forEach(operation ->
                    operation.getResponses().addApiResponse(ApiResponses.DEFAULT, ofTheEdge())));
  }

  private static ApiResponse ofTheEdge() {
    StringBuilder text = new StringBuilder("What every operation may answer:");
    OF_THE_EDGE.forEach(
        (code, meaning) -> text.append("\n\n`").append(code).append("`, ").append(meaning));
    Content content = new Content();
    problem(content);
    return new ApiResponse().description(text.toString()).content(content);
  }

  private static Schema<?> schema() {
    Schema<?> fieldError =
        new ObjectSchema()
            .addProperty("field", new StringSchema().description("As the caller wrote it."))
            .addProperty("message", new StringSchema().description("What it must be."))
            .required(List.of("field", "message"));
    return new ObjectSchema()
        .description(
            "RFC 9457. `code` is stable and made for programs, `detail` is a sentence for people.")
        .addProperty("title", new StringSchema().description("The status in words."))
        .addProperty("status", new IntegerSchema())
        .addProperty("code", new StringSchema())
        .addProperty("detail", new StringSchema())
        .addProperty(
            "errors",
            new ArraySchema()
                .items(fieldError)
                .description("What is wrong with single parameters."))
        .addProperty(
            "suggestions",
            new ArraySchema().items(new StringSchema()).description("What may have been meant."))
        .addProperty(
            "request_id",
            new StringSchema().description("Also in the header `X-Request-Id` of every answer."))
        .required(List.of("title", "status", "code", "request_id"));
  }
}
