package io.ctrrank.live.yaml;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.constructor.StandardConstructor;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads a file of tests. Whatever it does not know is an error with the line. */
public final class SuiteParser {
  private static final String SETUP = "setup";
  private static final String TEARDOWN = "teardown";

  private final LoadSettings settings;
  private final String name;

  private SuiteParser(String name) {
    this.name = name;
    this.settings = LoadSettings.builder().setLabel(name).setAllowDuplicateKeys(false).build();
  }

  /**
   * Reads the documents of a file, each with the one key {@code setup}, {@code teardown} or the
   * name of a test.
   *
   * @param name of the file, without its ending
   * @throws IllegalArgumentException if that is not what it holds
   */
  public static SuiteFile parse(String name, String text) {
    try {
      return new SuiteParser(name).parse(text);
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException(name + ".yml: " + e.getMessage(), e);
    }
  }

  private SuiteFile parse(String text) {
    List<Step> setup = new ArrayList<>();
    List<Step> teardown = new ArrayList<>();
    List<SuiteFile.Case> tests = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Node document : new Compose(settings).composeAllFromString(text)) {
      if (!(document instanceof MappingNode mapping) || mapping.getValue().size() != 1) {
        throw wrong(document, "a document is not one key with its steps");
      }
      NodeTuple section = mapping.getValue().getFirst();
      String title = ((ScalarNode) section.getKeyNode()).getValue();
      if (!seen.add(title)) {
        throw wrong(document, "[" + title + "] is there twice");
      }
      List<Step> steps = steps(section.getValueNode());
      switch (title) {
        case SETUP -> setup.addAll(steps);
        case TEARDOWN -> teardown.addAll(steps);
        default -> tests.add(test(document, title, steps));
      }
    }
    if (tests.isEmpty()) {
      throw new IllegalArgumentException(name + ".yml: has no test");
    }
    return new SuiteFile(name, List.copyOf(setup), List.copyOf(teardown), List.copyOf(tests));
  }

  private SuiteFile.Case test(Node document, String title, List<Step> steps) {
    if (steps.stream().noneMatch(Step::asserts)) {
      throw wrong(document, "test [" + title + "] asserts nothing");
    }
    return new SuiteFile.Case(title, steps);
  }

  private List<Step> steps(Node node) {
    if (!(node instanceof SequenceNode sequence)) {
      throw wrong(node, "steps are no list");
    }
    List<Step> steps = new ArrayList<>();
    for (Node each : sequence.getValue()) {
      Object value = new StandardConstructor(settings).constructSingleDocument(Optional.of(each));
      try {
        steps.add(StepParser.parse(line(each), value));
      } catch (IllegalArgumentException e) {
        throw wrong(each, String.valueOf(e.getMessage()));
      }
    }
    return List.copyOf(steps);
  }

  private IllegalArgumentException wrong(Node node, String what) {
    return new IllegalArgumentException(name + ".yml:" + line(node) + ": " + what);
  }

  private static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }
}
