package io.ctrrank.trainer.kddcup;

import io.ctrrank.trainer.data.ReadListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a reader tells. */
final class RecordingListener implements ReadListener {
  final List<String> malformed = new ArrayList<>();
  final List<Long> bytes = new ArrayList<>();
  long lines;
  long malformedLines;

  @Override
  public void read(Path file, long bytes, long size, long lines) {
    this.bytes.add(bytes);
  }

  @Override
  public void malformed(Path file, long line, String problem) {
    malformed.add(line + ": " + problem);
  }

  @Override
  public void done(Path file, long lines, long malformed) {
    this.lines = lines;
    this.malformedLines = malformed;
  }
}
