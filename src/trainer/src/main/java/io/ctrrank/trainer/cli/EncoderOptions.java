package io.ctrrank.trainer.cli;

import io.ctrrank.runtime.onnx.Device;
import io.ctrrank.trainer.data.Catalogue;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.QueryTexts;
import io.ctrrank.trainer.progress.ProgressBar;
import io.ctrrank.trainer.text.EncodeListener;
import io.ctrrank.trainer.text.EncoderFiles;
import io.ctrrank.trainer.text.FrozenEncoderSource;
import io.ctrrank.trainer.text.KnowledgeVectors;
import io.ctrrank.trainer.text.LowerLayers;
import io.ctrrank.trainer.text.TextGroup;
import io.ctrrank.trainer.text.TextVectorizer;
import io.ctrrank.trainer.text.TextVectors;
import io.ctrrank.trainer.text.TokenStates;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How texts are encoded. */
final class EncoderOptions {
  /** Heading of these options in help texts. */
  static final String HEADING = "%nText encoder:%n";

  private static final int THREADS = 2;
  private static final String DEVICE = "cpu";

  @Option(
      names = "--encode-threads",
      paramLabel = "N",
      description = "Text batches encoded side by side. Default: " + THREADS)
  private int threads = THREADS;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "cpu, cuda, cuda:<n> or auto, for the encoder. Default: " + DEVICE)
  private String device = DEVICE;

  /** Refuses wrong values before any work is done. */
  void check() {
    WrongUsageException.reading(this::device);
    if (threads < 1) {
      throw new WrongUsageException("--encode-threads is [" + threads + "]; expected [1] or more");
    }
  }

  int threads() {
    return threads;
  }

  Device device() {
    return Device.parse(device);
  }

  /** Vectors of all texts of a data set, out of the store where they are there. */
  TextVectors vectors(Dataset dataset, DataOptions data, Terminal terminal) throws IOException {
    try (EncodeProgress progress = new EncodeProgress(terminal, "encode")) {
      return vectorizer(data, progress).vectors(dataset);
    }
  }

  /** Token states of items and queries, out of the store where they are there. */
  TokenStates tokens(Dataset dataset, QueryTexts queries, DataOptions data, Terminal terminal)
      throws IOException {
    LowerLayers layers = LowerLayers.of(EncoderFiles.unpack(data.work()), device());
    try (EncodeProgress progress = new EncodeProgress(terminal, "encode tokens")) {
      return layers.states(
          data.vectors(), dataset.itemTexts(), queries.texts(), threads(), progress);
    }
  }

  /** Vectors of all query texts, cut where item texts are. */
  float[][] vectors(QueryTexts queries, Dataset dataset, DataOptions data, Terminal terminal)
      throws IOException {
    int maxTokens = dataset.schema().itemText().orElseThrow().maxTokens();
    try (EncodeProgress progress = new EncodeProgress(terminal, "encode queries")) {
      return vectorizer(data, progress)
          .vectors(List.of(new TextGroup(queries.texts(), maxTokens)))
          .getFirst();
    }
  }

  /** Vectors of any texts, group by group, out of the store where they are there. */
  List<float[][]> vectors(List<TextGroup> groups, DataOptions data, Terminal terminal)
      throws IOException {
    try (EncodeProgress progress = new EncodeProgress(terminal, "encode")) {
      return vectorizer(data, progress).vectors(groups);
    }
  }

  private TextVectorizer vectorizer(DataOptions data, EncodeListener progress) throws IOException {
    return new TextVectorizer(data.vectors(), source(data), threads(), progress);
  }

  private FrozenEncoderSource source(DataOptions data) throws IOException {
    return new FrozenEncoderSource(EncoderFiles.unpack(data.work()), device());
  }

  /** Vectors of the knowledge of a catalogue's items, out of the store where they are there. */
  KnowledgeVectors knowledge(
      Catalogue catalogue, Map<String, List<String>> phrases, DataOptions data, Terminal terminal)
      throws IOException {
    FrozenEncoderSource source = source(data);
    try (EncodeProgress progress = new EncodeProgress(terminal, "encode")) {
      return KnowledgeVectors.of(
          new TextVectorizer(data.vectors(), source, threads(), progress),
          source.dimension(),
          catalogue,
          phrases);
    }
  }

  /** Shows encoding on the terminal; shows nothing when nothing has to be encoded. */
  static final class EncodeProgress implements EncodeListener, AutoCloseable {
    private final Terminal terminal;
    private final String label;
    private @Nullable ProgressBar bar;
    private boolean finished;

    EncodeProgress(Terminal terminal, String label) {
      this.terminal = terminal;
      this.label = label;
    }

    @Override
    public void encoded(long done, long total, double share) {
      ProgressBar current = bar;
      if (current == null) {
        current = terminal.bar(label);
        bar = current;
      }
      String detail = String.format(Locale.ROOT, "%,d of %,d texts", done, total);
      finished = done == total;
      if (finished) {
        current.finish(share, detail);
      } else {
        current.update(share, detail);
      }
    }

    @Override
    public void damaged(String message) {
      terminal.note(message);
    }

    @Override
    public void close() {
      if (bar != null && !finished) {
        bar.abandon();
      }
    }
  }
}
