package io.ctrrank.live.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.live.rest.Api;
import io.ctrrank.live.rest.Apis;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Nothing is specified that no suite asks with success: a node refuses parameters that it does not
 * know, so that a specification with one too many would fail a suite.
 */
final class SuiteFilesTest {

  @Test
  void everyPathAndParameter_thatIsSpecified_isAskedByASuite() throws IOException {
    Apis apis = SuiteFiles.apis();
    Set<String> specified = new TreeSet<>();
    for (Api api : apis.all()) {
      api.routes().forEach(route -> specified.add(path(api, route)));
      api.parameters().forEach(parameter -> specified.add(api.name() + " " + parameter));
    }
    Set<String> asked = new TreeSet<>();
    for (SuiteFile suite : SuiteFiles.all()) {
      suite.tests().stream()
          .flatMap(test -> Stream.of(suite.setup(), test.steps(), suite.teardown()))
          .flatMap(List::stream)
          .forEach(step -> addTo(asked, apis, step));
    }

    assertThat(asked).containsAll(specified);
  }

  private static void addTo(Set<String> asked, Apis apis, Step step) {
    if (step instanceof DoStep request
        && request.failure().isEmpty()
        && request.ignored().isEmpty()) {
      Api api = apis.get(request.api());
      asked.add(path(api, api.routeFor(request.arguments().keySet())));
      request.arguments().keySet().forEach(name -> asked.add(api.name() + " " + name));
    }
  }

  private static String path(Api api, Api.Route route) {
    return api.name() + " " + route.path();
  }
}
