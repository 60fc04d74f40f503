package io.penstock.embedded;

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

  @GetMapping("/sandbox/info")
  Map<String, Map<String, String>> info() {
    return info.sections();
  }
}
