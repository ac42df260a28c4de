package io.ctrrank.live.yaml;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one step. */
final class StepParser {
  private static final String DO = "do";
  private static final String SET = "set";
  private static final String CATCH = "catch";
  private static final String BODY = "body";
  private static final String IGNORE = "ignore";

  private StepParser() {}

  /**
   * The step that a value is: an object with one key.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Step parse(int line, @Nullable Object value) {
    Map.Entry<String, @Nullable Object> step = only(value, "a step");
    return switch (step.getKey()) {
      case DO -> request(line, object(step.getValue(), DO));
      case SET -> {
        Map.Entry<String, @Nullable Object> set = only(step.getValue(), SET);
        yield new SetStep(line, new ValuePath(set.getKey()), text(set.getValue(), SET));
      }
      default -> assertion(line, step);
    };
  }

  private static Step assertion(int line, Map.Entry<String, @Nullable Object> step) {
    Assertion kind =
        Assertion.of(step.getKey())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "a step is ["
                            + step.getKey()
                            + "]; expected one of ["
                            + DO
                            + ", "
                            + SET
                            + "] or "
                            + Arrays.stream(Assertion.values()).map(Assertion::key).toList()));
    if (kind.comparesWithNothing()) {
      return new AssertStep(line, kind, new ValuePath(text(step.getValue(), kind.key())), null);
    }
    Map.Entry<String, @Nullable Object> compared = only(step.getValue(), kind.key());
    return new AssertStep(line, kind, new ValuePath(compared.getKey()), compared.getValue());
  }

  private static Step request(int line, Map<String, @Nullable Object> members) {
    Map<String, @Nullable Object> rest = new LinkedHashMap<>(members);
    Optional<ExpectedFailure> failure =
        rest.containsKey(CATCH)
            ? Optional.of(ExpectedFailure.of(text(rest.remove(CATCH), CATCH)))
            : Optional.empty();
    Map.Entry<String, @Nullable Object> call = only(rest, DO);
    Map<String, @Nullable Object> given =
        new LinkedHashMap<>(object(call.getValue(), call.getKey()));
    Object body = given.remove(BODY);
    Set<Integer> ignored = statuses(given.remove(IGNORE));
    Map<String, Object> arguments = new LinkedHashMap<>();
    given.forEach((name, value) -> arguments.put(name, argument(name, value)));
    return new DoStep(line, call.getKey(), arguments, body, ignored, failure);
  }

  private static Object argument(String name, @Nullable Object value) {
    if (value == null || value instanceof Map) {
      throw new IllegalArgumentException(
          "argument [" + name + "] is [" + value + "]; expected a string, a number or a list");
    }
    return value;
  }

  private static Set<Integer> statuses(@Nullable Object value) {
    Set<Integer> statuses = new HashSet<>();
    for (Object each :
        value == null ? List.of() : value instanceof List<?> l ? l : List.of(value)) {
      if (!(each instanceof Integer status)) {
        throw new IllegalArgumentException(
            "[" + IGNORE + "] is [" + value + "]; expected an HTTP status or a list of them");
      }
      statuses.add(status);
    }
    return Set.copyOf(statuses);
  }

  private static Map.Entry<String, @Nullable Object> only(@Nullable Object value, String what) {
    Map<String, @Nullable Object> object = object(value, what);
    if (object.size() != 1) {
      throw new IllegalArgumentException(
          "[" + what + "] has keys " + object.keySet() + "; expected one");
    }
    return object.entrySet().iterator().next();
  }

  private static Map<String, @Nullable Object> object(@Nullable Object value, String what) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException("[" + what + "] is [" + value + "]; expected an object");
    }
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    map.forEach((key, each) -> object.put(String.valueOf(key), each));
    return object;
  }

  private static String text(@Nullable Object value, String what) {
    if (!(value instanceof String text)) {
      throw new IllegalArgumentException("[" + what + "] is [" + value + "]; expected a string");
    }
    return text;
  }
}
