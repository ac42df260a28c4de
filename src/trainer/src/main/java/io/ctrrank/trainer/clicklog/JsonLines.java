package io.ctrrank.trainer.clicklog;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.DataFiles;
import io.ctrrank.trainer.data.MalformedLines;
import io.ctrrank.trainer.data.ReadListener;
import io.ctrrank.trainer.data.Tolerance;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A file with one JSON object a line, for a reader that may refuse some of them: counts those,
 * tells the first, and fails at the end of the file when they are too many. Not thread-safe.
 */
final class JsonLines {
  private static final long LINES_A_LOOK = 10_000;

  private final Path file;
  private final ReadListener listener;
  private final MalformedLines malformed;
  private long lines;

  private JsonLines(Path file, Tolerance tolerance, ReadListener listener) {
    this.file = file;
    this.listener = listener;
    this.malformed = new MalformedLines(file, tolerance, listener);
  }

  /** Takes one row. */
  @FunctionalInterface
  interface RowReader {
    /**
     * Takes one row.
     *
     * @param row the object
     * @param line number of its line, from 1
     * @throws RowException if the row is malformed
     */
    void read(JsonObject row, long line) throws RowException;
  }

  /**
   * Reads all rows.
   *
   * @throws DataException if the file is missing, cannot be read, holds no well-formed row, or has
   *     too many malformed ones
   */
  static void read(Path file, Tolerance tolerance, ReadListener listener, RowReader reader)
      throws DataException {
    new JsonLines(file, tolerance, listener).readAll(reader);
  }

  private void readAll(RowReader reader) throws DataException {
    try (FileChannel channel = FileChannel.open(file);
        BufferedReader text =
            new BufferedReader(
                Channels.newReader(channel, StandardCharsets.UTF_8.newDecoder(), -1))) {
      for (String line = text.readLine(); line != null; line = text.readLine()) {
        lines++;
        try {
          reader.read(parse(line), lines);
        } catch (RowException e) {
          malformed.add(lines, e::problem);
        }
        if (lines % LINES_A_LOOK == 0) {
          listener.read(file, channel.position(), channel.size(), lines);
        }
      }
    } catch (CharacterCodingException e) {
      throw DataException.inFile(
          file, "bytes after line [" + lines + "] are not UTF-8; convert the file to UTF-8", e);
    } catch (IOException e) {
      throw DataFiles.unreadable(file, e);
    }
    malformed.finish(lines, "one JSON object a line");
  }

  private static JsonObject parse(String line) throws RowException {
    try (JsonReader json = new JsonReader(new StringReader(line))) {
      json.setStrictness(Strictness.STRICT);
      JsonElement found = JsonParser.parseReader(json);
      if (found instanceof JsonObject row && json.peek() == JsonToken.END_DOCUMENT) {
        return row;
      }
    } catch (JsonParseException | IOException e) {
      // Told below: the parser's message names places of the line, and goes on to web pages.
    }
    throw new RowException(
        "found [" + shortened(line) + "]; expected one JSON object, and nothing beside it");
  }

  /** A line for a message; long ones are cut. */
  private static String shortened(String line) {
    int most = 60;
    return line.length() <= most ? line : line.substring(0, most) + "...";
  }
}
