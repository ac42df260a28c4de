package io.ctrrank.live.yaml;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Values by name. {@code $name} stands for a value of any type, <code>${name}</code> within a
 * string for its text.
 */
final class Variables {
  private static final Pattern WHOLE = Pattern.compile("\\$(\\w+)");
  private static final Pattern WITHIN = Pattern.compile("\\$\\{(\\w+)}");

  private final Map<String, Object> values;

  Variables(Map<String, Object> values) {
    this.values = new HashMap<>(values);
  }

  void set(String name, Object value) {
    values.put(name, value);
  }

  /** A value with all variables in it replaced, at any depth, but for the keys of its maps. */
  @Nullable Object replace(@Nullable Object value) {
    if (value instanceof String text) {
      return replace(text);
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> replaced = new LinkedHashMap<>();
      map.forEach((key, each) -> replaced.put(key, replace(each)));
      return replaced;
    }
    return value instanceof List<?> list
        ? list.stream().map(this::replace).collect(Collectors.toList())
        : value;
  }

  private Object replace(String text) {
    Matcher whole = WHOLE.matcher(text);
    if (whole.matches()) {
      return get(whole.group(1));
    }
    return WITHIN
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(String.valueOf(get(match.group(1)))));
  }

  private Object get(String name) {
    Object value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "variable [" + name + "] is not set; expected one of " + new TreeSet<>(values.keySet()));
    }
    return value;
  }
}
