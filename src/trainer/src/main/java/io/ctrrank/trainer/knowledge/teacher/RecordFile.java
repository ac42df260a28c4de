package io.ctrrank.trainer.knowledge.teacher;

import com.google.gson.JsonParseException;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.knowledge.KnowledgeLevel;
import io.ctrrank.trainer.knowledge.KnowledgeRecord;
import io.ctrrank.trainer.knowledge.RecordJson;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A file that records are added to, a line each, over several runs. One run at a time may write it.
 * Thread-safe.
 */
public final class RecordFile implements Closeable {
  private final FileChannel channel;
  private final Set<String> ids;
  private final boolean repaired;

  private RecordFile(FileChannel channel, Set<String> ids, boolean repaired) {
    this.channel = channel;
    this.ids = Set.copyOf(ids);
    this.repaired = repaired;
  }

  /**
   * Opens the file, made if it is not there. A last line without its line feed is what a run left
   * that was stopped while it wrote: it is cut off, and its record counts as not written.
   *
   * @param file the file
   * @param level the level of its records
   * @throws DataException if a whole line is no record of this level, or an id stands twice
   * @throws IOException if the file cannot be read and written, or another run writes it
   */
  public static RecordFile open(Path file, KnowledgeLevel level) throws DataException, IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      lock(channel, file);
      String text = read(channel);
      int end = text.lastIndexOf('\n') + 1;
      String whole = text.substring(0, end);
      boolean torn = end < text.length();
      if (torn) {
        channel.truncate(whole.getBytes(StandardCharsets.UTF_8).length);
      }
      channel.position(channel.size());
      return new RecordFile(channel, ids(file, level, whole.lines().toList()), torn);
    } catch (DataException | IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static void lock(FileChannel channel, Path file) throws IOException {
    boolean locked;
    try {
      locked = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      locked = false;
    }
    if (!locked) {
      throw new IOException(
          "file ["
              + file
              + "] is being written by another run; expected one run at a time; wait for it or name"
              + " another folder");
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    while (channel.read(buffer) >= 0) {
      bytes.write(buffer.array(), 0, buffer.position());
      buffer.clear();
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static Set<String> ids(Path file, KnowledgeLevel level, List<String> lines)
      throws DataException {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < lines.size(); i++) {
      KnowledgeRecord knowledge;
      try {
        knowledge = RecordJson.read(lines.get(i), level);
      } catch (JsonParseException e) {
        throw DataException.atLine(
            file, i + 1, "no record: " + e.getMessage() + "; remove the line and run again");
      }
      if (knowledge.level() != level || !ids.add(knowledge.id())) {
        throw DataException.atLine(
            file,
            i + 1,
            "record of level ["
                + knowledge.level()
                + "] and id ["
                + knowledge.id()
                + "]; expected level ["
                + level
                + "] and each id once; remove the line and run again");
      }
    }
    return ids;
  }

  /** Ids of the records that were there at opening. */
  public Set<String> ids() {
    return ids;
  }

  /** Whether a half-written line was cut off at opening. */
  public boolean repaired() {
    return repaired;
  }

  /** Adds a record. */
  synchronized void append(KnowledgeRecord knowledge) throws IOException {
    byte[] line = (RecordJson.write(knowledge) + "\n").getBytes(StandardCharsets.UTF_8);
    ByteBuffer buffer = ByteBuffer.wrap(line);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
