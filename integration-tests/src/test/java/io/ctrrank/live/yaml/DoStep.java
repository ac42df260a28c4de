package io.ctrrank.live.yaml;

import static java.util.Objects.requireNonNull;

import io.ctrrank.live.rest.RestAnswer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code do}: asks the node.
 *
 * @param api what is asked
 * @param arguments parts and parameters
 * @param body of the request, null if it has none
 * @param ignored statuses that are no failure
 * @param failure the failure that is expected, if one is
 */
record DoStep(
    int line,
    String api,
    Map<String, Object> arguments,
    @Nullable Object body,
    Set<Integer> ignored,
    Optional<ExpectedFailure> failure)
    implements Step {

  @Override
  public void run(World world) throws IOException {
    Map<String, Object> replaced = new LinkedHashMap<>();
    arguments.forEach(
        (name, value) -> replaced.put(name, requireNonNull(world.variables().replace(value))));
    RestAnswer answer = world.send(api, replaced, world.variables().replace(body));
    if (failure.isPresent()) {
      failure.get().check(api, answer);
    } else if (!answer.succeeded() && !ignored.contains(answer.status())) {
      throw new AssertionError("api [" + api + "] failed");
    }
    List<String> warnings = answer.headers().allValues("Warning");
    if (!warnings.isEmpty()) {
      throw new AssertionError("api [" + api + "] warns: " + warnings);
    }
  }

  @Override
  public boolean asserts() {
    return failure.isPresent();
  }
}
