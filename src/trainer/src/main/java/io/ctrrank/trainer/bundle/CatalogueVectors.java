package io.ctrrank.trainer.bundle;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.ctrrank.trainer.data.Catalogue;
import io.ctrrank.trainer.files.WholeFile;
import java.io.IOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/**
 * Writes a catalogue's adapted vectors as a file, one JSON object a line, UTF-8. The first line is
 * {@code {"format_version":1,"embedding_version":"...","dimension":64,"items":9742}}; each further
 * line {@code {"item":"<id>","vector":"<base64>"}} with the vector as little-endian IEEE 754 half
 * precision, 2 bytes a component, in catalogue order.
 */
public final class CatalogueVectors {
  private static final int FORMAT_VERSION = 1;
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private CatalogueVectors() {}

  /**
   * Writes the file; it appears whole or not at all.
   *
   * @param file replaced if it is there
   * @param embeddingVersion the manifest's version of these vectors
   * @param catalogue the items
   * @param vectors e' by catalogue index
   */
  public static void write(
      Path file, String embeddingVersion, Catalogue catalogue, List<short[]> vectors)
      throws IOException {
    WholeFile.write(
        file,
        out -> {
          JsonObject head = new JsonObject();
          head.addProperty("format_version", FORMAT_VERSION);
          head.addProperty("embedding_version", embeddingVersion);
          head.addProperty("dimension", vectors.getFirst().length);
          head.addProperty("items", catalogue.size());
          writeLine(out, head);
          for (int index = 0; index < catalogue.size(); index++) {
            JsonObject line = new JsonObject();
            line.addProperty("item", catalogue.item(index).id());
            line.addProperty("vector", base64(vectors.get(index)));
            writeLine(out, line);
          }
        });
  }

  private static void writeLine(Writer out, JsonObject object) throws IOException {
    out.write(GSON.toJson(object));
    out.write('\n');
  }

  private static String base64(short[] halves) {
    ByteBuffer bytes =
        ByteBuffer.allocate(halves.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asShortBuffer().put(halves);
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
