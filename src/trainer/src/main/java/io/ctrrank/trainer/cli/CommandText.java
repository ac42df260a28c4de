package io.ctrrank.trainer.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** A command as somebody would type it again. */
final class CommandText {
  private CommandText() {}

  /**
   * The command with the options that were given.
   *
   * @param spec the command after parsing
   * @param left options that do not matter for what came out
   */
  static String of(@Nullable CommandSpec spec, List<String> left) {
    if (spec == null) {
      throw new IllegalStateException("command was not parsed");
    }
    ParseResult parsed = spec.commandLine().getParseResult();
    List<String> words = new ArrayList<>(List.of(spec.qualifiedName()));
    for (OptionSpec option : parsed.matchedOptions()) {
      if (Stream.of(option.names()).noneMatch(left::contains)) {
        words.add(option.longestName());
        if (option.arity().max() > 0) {
          words.addAll(option.originalStringValues());
        }
      }
    }
    parsed.matchedPositionals().forEach(p -> words.addAll(p.originalStringValues()));
    return String.join(" ", words);
  }
}
