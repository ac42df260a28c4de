package io.ctrrank.live.yaml;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a suite can assert of a value. */
enum Assertion {
  /** Equal, or found by {@code /a regular expression/}. */
  MATCH {
    @Override
    boolean holds(@Nullable Object expected, @Nullable Object actual) {
      return Values.isPattern(expected)
          ? actual != null
              && Values.pattern(String.valueOf(expected)).matcher(String.valueOf(actual)).find()
          : Values.equal(expected, actual);
    }
  },
  /** So many elements, keys or characters. */
  LENGTH {
    @Override
    boolean holds(@Nullable Object expected, @Nullable Object actual) {
      return Values.number(expected).compareTo(BigDecimal.valueOf(length(actual))) == 0;
    }
  },
  /** There, and neither false, nor zero, nor empty. */
  IS_TRUE {
    @Override
    boolean holds(@Nullable Object expected, @Nullable Object actual) {
      return actual != null && !FALSE.contains(String.valueOf(actual));
    }
  },
  /** Not there, or false, zero or empty. */
  IS_FALSE {
    @Override
    boolean holds(@Nullable Object expected, @Nullable Object actual) {
      return !IS_TRUE.holds(expected, actual);
    }
  },
  GT {
    @Override
    boolean holds(@Nullable Object expected, @Nullable Object actual) {
      return Values.number(actual).compareTo(Values.number(expected)) > 0;
    }
  },
  GTE {
    @Override
    boolean holds(@Nullable Object expected, @Nullable Object actual) {
      return Values.number(actual).compareTo(Values.number(expected)) >= 0;
    }
  },
  LT {
    @Override
    boolean holds(@Nullable Object expected, @Nullable Object actual) {
      return Values.number(actual).compareTo(Values.number(expected)) < 0;
    }
  },
  LTE {
    @Override
    boolean holds(@Nullable Object expected, @Nullable Object actual) {
      return Values.number(actual).compareTo(Values.number(expected)) <= 0;
    }
  };

  private static final Set<String> FALSE = Set.of("", "false", "0");

  private static int length(@Nullable Object value) {
    if (value instanceof Collection<?> collection) {
      return collection.size();
    }
    if (value instanceof Map<?, ?> map) {
      return map.size();
    }
    if (value instanceof String text) {
      return text.length();
    }
    throw new AssertionError("found [" + value + "], which has no length");
  }

  abstract boolean holds(@Nullable Object expected, @Nullable Object actual);

  /** Whether it is of a value alone. */
  boolean comparesWithNothing() {
    return this == IS_TRUE || this == IS_FALSE;
  }

  /** As suites have it. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Assertion> of(String key) {
    return Arrays.stream(values()).filter(each -> each.key().equals(key)).findFirst();
  }
}
