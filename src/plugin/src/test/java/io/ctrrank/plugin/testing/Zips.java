package io.ctrrank.plugin.testing;

import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.BundleArchive;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.runtime.testing.BundleCorruption;
import io.ctrrank.runtime.testing.BundleFixtures;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Zips of tiny bundles, as they are uploaded. */
public final class Zips {
  private Zips() {}

  /**
   * The zip of a bundle.
   *
   * @param folder an empty one to work in
   */
  public static byte[] of(BundleFixtures model, Path folder) throws IOException {
    try {
      Path zip = folder.resolve("bundle.zip");
      BundleArchive.pack(Bundle.open(model.write(folder)), zip);
      return Files.readAllBytes(zip);
    } catch (BundleException e) {
      throw new AssertionError(e);
    }
  }

  /** The zip of a bundle with one bit of a file the other way round. */
  public static byte[] corrupt(BundleFixtures model, String file, Path folder) throws IOException {
    byte[] good = of(model, folder);
    BundleCorruption.flipByte(folder.resolve(model.id()), file);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(good));
        ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        out.putNextEntry(new ZipEntry(entry.getName()));
        Files.copy(folder.resolve(model.id()).resolve(entry.getName()), out);
        out.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}
