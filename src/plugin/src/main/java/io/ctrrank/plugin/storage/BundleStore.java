package io.ctrrank.plugin.storage;

import io.ctrrank.plugin.storage.StoredBundle.StoredFile;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.elasticsearch.action.get.GetResponse;
import org.elasticsearch.client.internal.Client;
import org.elasticsearch.client.internal.OriginSettingClient;
import org.elasticsearch.common.bytes.BytesReference;
import org.elasticsearch.index.IndexNotFoundException;
import org.elasticsearch.xcontent.XContentBuilder;
import org.elasticsearch.xcontent.XContentFactory;

/**
 * Bundles in the index {@code .ctr-models}. A bundle is a document that lists its files, whose
 * contents are kept by hash: bundles that share an encoder store it once. Blocks; not for threads
 * of the network or of searches. Thread-safe.
 */
public final class BundleStore {
  static final String BUNDLE = "bundle";
  static final String UPLOAD = "upload";
  static final String PART = "part";

  private static final String MODEL = "model";
  private static final String DIGEST = "digest";
  private static final String FILES = "files";
  private static final String NAME = "name";
  private static final String BYTES = "bytes";

  private final Client client;
  private final Blobs blobs;
  private final LongSupplier clock;

  /**
   * @param client any client of the node
   * @param clock milliseconds since the epoch
   */
  public BundleStore(Client client, LongSupplier clock) {
    this.client = new OriginSettingClient(client, ModelsIndex.ORIGIN);
    this.blobs = new Blobs(this.client);
    this.clock = clock;
  }

  /**
   * Stores a verified bundle. Until {@link #uploaded} it is kept for an hour, whether or not a
   * model of that digest is registered.
   */
  public void write(Bundle bundle) throws IOException {
    StoredBundle stored = StoredBundle.of(bundle);
    index(uploadId(stored.digest()), builder -> references(builder, UPLOAD, stored.hashes()));
    for (StoredFile file : stored.files()) {
      try (InputStream content = Files.newInputStream(bundle.file(file.name()))) {
        blobs.write(file.sha256(), content);
      }
    }
    index(bundleId(stored.digest()), builder -> writeBundle(builder, stored));
  }

  /** Ends what {@link #write} began: from here on the bundle is kept while it is registered. */
  public void uploaded(String digest) {
    delete(List.of(uploadId(digest)));
  }

  /** The bundle of a digest, empty if none is stored. */
  public Optional<StoredBundle> find(String digest) throws StorageException {
    Optional<Document> found = get(bundleId(digest));
    return found.isEmpty() ? Optional.empty() : Optional.of(readBundle(found.get()));
  }

  /**
   * Reads one file of a bundle.
   *
   * @param target replaced if it is there
   * @throws StorageException if it is not there as it was written
   */
  public void read(StoredFile file, Path target) throws IOException {
    blobs.read(file.sha256(), file.bytes(), target);
  }

  /**
   * Keeps one part of a zip that is too long for one request, for an hour.
   *
   * @param number from 1
   */
  public void writePart(String model, int number, BytesReference content) throws IOException {
    String sha256;
    try (InputStream in = content.streamInput()) {
      sha256 = Sha256.of(in);
    }
    index(
        partId(model, number),
        builder -> {
          references(builder, PART, List.of(sha256));
          builder.field(BYTES, content.length());
        });
    try (InputStream in = content.streamInput()) {
      blobs.write(sha256, in);
    }
  }

  /**
   * Reads a part.
   *
   * @return whether it is there
   */
  public boolean readPart(String model, int number, Path target) throws IOException {
    Optional<Document> part = get(partId(model, number));
    if (part.isEmpty()) {
      return false;
    }
    String sha256 = String.valueOf(part.get().list(ModelsIndex.SHA256).getFirst());
    blobs.read(sha256, part.get().number(BYTES), target);
    return true;
  }

  /** Forgets parts 1 to {@code count} of a zip. */
  public void deleteParts(String model, int count) {
    List<String> ids = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      ids.add(partId(model, number));
    }
    delete(ids);
  }

  private interface Source {
    void write(XContentBuilder builder) throws IOException;
  }

  private void index(String id, Source source) throws IOException {
    try (XContentBuilder builder = XContentFactory.jsonBuilder()) {
      builder.startObject();
      source.write(builder);
      builder.endObject();
      client.prepareIndex(ModelsIndex.ALIAS).setId(id).setSource(builder).get();
    }
  }

  private Optional<Document> get(String id) {
    try {
      GetResponse found = client.prepareGet(ModelsIndex.ALIAS, id).get();
      return Optional.ofNullable(found.getSourceAsMap()).map(source -> new Document(id, source));
    } catch (IndexNotFoundException e) {
      return Optional.empty();
    }
  }

  private void delete(List<String> ids) {
    var bulk = client.prepareBulk();
    ids.forEach(id -> bulk.add(client.prepareDelete(ModelsIndex.ALIAS, id)));
    if (bulk.numberOfActions() > 0) {
      bulk.get();
    }
  }

  private void references(XContentBuilder builder, String kind, List<String> hashes)
      throws IOException {
    builder
        .field(ModelsIndex.KIND, kind)
        .field(ModelsIndex.SHA256, hashes)
        .field(ModelsIndex.WRITTEN, clock.getAsLong());
  }

  private void writeBundle(XContentBuilder builder, StoredBundle bundle) throws IOException {
    references(builder, BUNDLE, bundle.hashes());
    builder.field(MODEL, bundle.id()).field(DIGEST, bundle.digest()).startArray(FILES);
    for (StoredFile file : bundle.files()) {
      builder
          .startObject()
          .field(NAME, file.name())
          .field(ModelsIndex.SHA256, file.sha256())
          .field(BYTES, file.bytes())
          .endObject();
    }
    builder.endArray();
  }

  private static StoredBundle readBundle(Document bundle) throws StorageException {
    List<StoredFile> files = new ArrayList<>();
    for (Document file : bundle.objects(FILES)) {
      files.add(new StoredFile(file.text(NAME), file.text(ModelsIndex.SHA256), file.number(BYTES)));
    }
    return new StoredBundle(bundle.text(MODEL), bundle.text(DIGEST), files);
  }

  static String bundleId(String digest) {
    return "bundle-" + digest;
  }

  static String uploadId(String digest) {
    return "upload-" + digest;
  }

  /** Id of the bundle that an upload makes. */
  static String bundleOfUpload(String id) {
    return id.replaceFirst("^upload-", "bundle-");
  }

  private static String partId(String model, int number) {
    return "part-" + model + "-" + number;
  }
}
