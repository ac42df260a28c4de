package io.ctrrank.live.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No specification is without a suite. */
final class SuiteFilesTest {

  @Test
  void everyApi_ofThePluginAndOfTheOthersThatAreSpecified_isAskedByASuite() throws IOException {
    Set<String> asked = new TreeSet<>();
    for (SuiteFile suite : SuiteFiles.all()) {
      suite.tests().stream()
          .flatMap(test -> Stream.of(suite.setup(), test.steps(), suite.teardown()))
          .flatMap(steps -> steps.stream())
          .forEach(
              step -> {
                if (step instanceof DoStep request) {
                  asked.add(request.api());
                }
              });
    }

    assertThat(asked).isEqualTo(SuiteFiles.apis().names());
  }
}
