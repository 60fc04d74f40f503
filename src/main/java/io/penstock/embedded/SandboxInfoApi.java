package io.penstock.embedded;

import io.swagger.v3.oas.annotations.Operation;
import java.util.Map;
import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The ready screen for programs: {@code {"servers": {"kafka": "127.0.0.1:19092", …}, …}}. */
@RestController
@Profile("embedded")
class SandboxInfoApi {

  private final SandboxInfo info;

  SandboxInfoApi(SandboxInfo info) {
    this.info = info;
  }

  @Operation(
      summary = "What runs where",
      description = "The ready screen as JSON: pages, ports, data. Only in the embedded start.")
  @GetMapping("/sandbox/info")
  Map<String, Map<String, String>> info() {
    return info.sections();
  }
}
