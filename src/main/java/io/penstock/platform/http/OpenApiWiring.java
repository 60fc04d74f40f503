package io.penstock.platform.http;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.servers.Server;
import java.util.List;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The description of the HTTP API at {@code /v3/api-docs}, made when it is first asked for. */
@Configuration(proxyBeanMethods = false)
class OpenApiWiring {

  @Bean
  OpenAPI apiDescription() {
    return new OpenAPI()
        .info(
            new Info()
                .title("Penstock")
                .version("1")
                .description(
                    """
                    Errors are `application/problem+json` with a stable `code`. Every answer carries `X-Request-Id`. \
                    Parameters that are not known are ignored.\
                    """)
                .license(
                    new License()
                        .name("Apache License 2.0")
                        .url("https://www.apache.org/licenses/LICENSE-2.0")))
        // Where it was read from, whatever stands in front of us.
        .servers(List.of(new Server().url("/")));
  }

  @Bean
  OpenApiFilter openApiFilter() {
    return new OpenApiFilter();
  }

  @Bean
  OpenApiCustomizer problemsOfEveryOperation() {
    return ProblemDescriptions::complete;
  }
}
