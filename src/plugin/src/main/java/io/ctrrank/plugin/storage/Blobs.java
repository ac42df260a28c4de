package io.ctrrank.plugin.storage;

import io.ctrrank.runtime.bundle.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.elasticsearch.action.bulk.BulkRequestBuilder;
import org.elasticsearch.action.bulk.BulkResponse;
import org.elasticsearch.action.get.MultiGetItemResponse;
import org.elasticsearch.action.get.MultiGetRequestBuilder;
import org.elasticsearch.client.internal.Client;
import org.elasticsearch.xcontent.XContentBuilder;
import org.elasticsearch.xcontent.XContentFactory;

/**
 * Contents in chunks under their SHA-256: equal contents lie there once. Blocks; not for threads of
 * the network or of searches.
 */
final class Blobs {
  static final String KIND = "blob";

  private static final int CHUNK_BYTES = 1 << 20;
  private static final int CHUNKS_AT_ONCE = 8;
  private static final String DATA = "data";

  private final Client client;

  Blobs(Client client) {
    this.client = client;
  }

  /**
   * Writes a content. Chunks that are there are written again, so that whoever clears away what
   * nobody refers to sees that they are wanted.
   */
  void write(String sha256, InputStream content) throws IOException {
    int number = 0;
    List<byte[]> chunks = new ArrayList<>();
    for (byte[] chunk = content.readNBytes(CHUNK_BYTES);
        chunk.length > 0;
        chunk = content.readNBytes(CHUNK_BYTES)) {
      chunks.add(chunk);
      if (chunks.size() == CHUNKS_AT_ONCE) {
        writeChunks(sha256, number, chunks);
        number += chunks.size();
        chunks.clear();
      }
    }
    if (!chunks.isEmpty()) {
      writeChunks(sha256, number, chunks);
    }
  }

  private void writeChunks(String sha256, int first, List<byte[]> chunks) throws IOException {
    BulkRequestBuilder bulk = client.prepareBulk();
    for (int i = 0; i < chunks.size(); i++) {
      try (XContentBuilder source = XContentFactory.cborBuilder()) {
        source
            .startObject()
            .field(ModelsIndex.KIND, KIND)
            .field(ModelsIndex.SHA256, sha256)
            .field(ModelsIndex.NUMBER, first + i)
            .field(DATA, chunks.get(i))
            .endObject();
        bulk.add(
            client
                .prepareIndex(ModelsIndex.ALIAS)
                .setId(chunkId(sha256, first + i))
                .setSource(source));
      }
    }
    BulkResponse response = bulk.get();
    if (response.hasFailures()) {
      throw new StorageException(
          "chunks of [" + sha256 + "] were not stored: " + response.buildFailureMessage());
    }
  }

  /**
   * Reads a content into a file.
   *
   * @param file replaced if it is there; deleted again if the content is not whole
   * @throws StorageException if a chunk is missing or the content is not that of its hash
   */
  void read(String sha256, long bytes, Path file) throws IOException {
    int chunks = Math.toIntExact((bytes + CHUNK_BYTES - 1) / CHUNK_BYTES);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int first = 0; first < chunks; first += CHUNKS_AT_ONCE) {
        for (byte[] chunk : readChunks(sha256, first, Math.min(chunks, first + CHUNKS_AT_ONCE))) {
          out.write(chunk);
        }
      }
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
    String found = Sha256.of(file);
    if (!found.equals(sha256)) {
      Files.deleteIfExists(file);
      throw new StorageException(
          "index ["
              + ModelsIndex.ALIAS
              + "] holds content of sha256 ["
              + found
              + "] under ["
              + sha256
              + "]; upload the model again");
    }
  }

  private List<byte[]> readChunks(String sha256, int from, int to) throws StorageException {
    MultiGetRequestBuilder get = client.prepareMultiGet();
    for (int number = from; number < to; number++) {
      get.add(ModelsIndex.ALIAS, chunkId(sha256, number));
    }
    List<byte[]> chunks = new ArrayList<>();
    for (MultiGetItemResponse item : get.get()) {
      Map<String, Object> source =
          item.isFailed() || !item.getResponse().isExists()
              ? null
              : item.getResponse().getSourceAsMap();
      if (source == null) {
        throw new StorageException(
            "chunk ["
                + item.getId()
                + "] is not in index ["
                + ModelsIndex.ALIAS
                + "]"
                + (item.isFailed() ? ": " + item.getFailure().getMessage() : "")
                + "; upload the model again");
      }
      chunks.add(new Document(item.getId(), source).bytes(DATA));
    }
    return chunks;
  }

  private static String chunkId(String sha256, int number) {
    return sha256 + "-" + number;
  }
}
