package io.ctrrank.runtime.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ctrrank.core.bundle.BundleFile;
import io.ctrrank.runtime.bundle.JsonMembers.Complaint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The zip of a bundle: its files at the top, or in one folder. The manifest says how long each file
 * is, so no more is unpacked than it says and than the caller allows; entries that the manifest
 * does not name (model cards, parity data) are left in the zip.
 */
public final class BundleArchive {
  private static final int LONGEST_MANIFEST = 1 << 20;
  private static final int BUFFER_BYTES = 1 << 16;

  private BundleArchive() {}

  /**
   * Unpacks what the manifest names. The files are not verified: {@link Bundle#open} does.
   *
   * @param zip the archive
   * @param parent an empty folder of its own is made in it, named after the model's id
   * @param subject how messages name the bundle
   * @param mostBytes most bytes of all files together, unpacked
   * @return the folder
   * @throws BundleException if it is not the zip of a bundle, or larger than allowed
   * @throws IOException if the disk fails
   */
  public static Path unpack(Path zip, Path parent, String subject, long mostBytes)
      throws BundleException, IOException {
    try (ZipFile archive = new ZipFile(zip.toFile())) {
      checkNames(subject, archive);
      String root = root(subject, archive);
      byte[] json = manifest(subject, archive, root);
      ManifestReader reader = new ManifestReader(new String(json, UTF_8));
      checkId(subject, reader.id());
      checkSizes(subject, reader.files(), mostBytes);
      Path folder = Files.createDirectory(parent.resolve(reader.id()));
      Files.write(folder.resolve(Bundle.MANIFEST), json);
      for (var file : new TreeMap<>(reader.files()).entrySet()) {
        unpackFile(subject, archive, root, folder, file.getKey(), file.getValue());
      }
      return folder;
    } catch (Complaint complaint) {
      throw new BundleException(subject, complaint.problem(), complaint);
    } catch (ZipException e) {
      throw new BundleException(
          subject, "is not a zip that can be read: " + e.getMessage() + "; pack it again", e);
    }
  }

  /**
   * Packs a verified bundle: its manifest and what that names, nothing else.
   *
   * @param zip replaced if it is there
   */
  public static void pack(Bundle bundle, Path zip) throws IOException {
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream archive = new ZipOutputStream(out)) {
      List<String> names = new ArrayList<>(new TreeMap<>(bundle.manifest().files()).keySet());
      names.addFirst(Bundle.MANIFEST);
      for (String name : names) {
        archive.putNextEntry(new ZipEntry(name));
        Files.copy(bundle.file(name), archive);
        archive.closeEntry();
      }
    }
  }

  /** No entry may lie outside of where the zip is unpacked, whether it is read or not. */
  private static void checkNames(String subject, ZipFile archive) throws BundleException {
    for (ZipEntry entry : Collections.list(archive.entries())) {
      String name = entry.getName();
      if (name.startsWith("/")
          || name.indexOf('\\') >= 0
          || List.of(name.split("/", -1)).contains("..")) {
        throw new BundleException(
            subject,
            "zip has an entry ["
                + name
                + "] that would lie outside of its folder; pack the bundle's own files only");
      }
    }
  }

  /** What stands before the names of the bundle's files: nothing, or the one folder. */
  private static String root(String subject, ZipFile archive) throws BundleException {
    List<String> roots =
        Collections.list(archive.entries()).stream()
            .map(ZipEntry::getName)
            .filter(name -> name.matches("([^/]+/)?" + Bundle.MANIFEST))
            .map(name -> name.substring(0, name.length() - Bundle.MANIFEST.length()))
            .toList();
    if (roots.size() != 1) {
      throw new BundleException(
          subject,
          "zip has ["
              + roots.size()
              + "] files ["
              + Bundle.MANIFEST
              + "]; expected [1], at the top or in one folder");
    }
    return roots.getFirst();
  }

  private static byte[] manifest(String subject, ZipFile archive, String root)
      throws BundleException, IOException {
    try (InputStream in = open(subject, archive, root, Bundle.MANIFEST)) {
      byte[] json = in.readNBytes(LONGEST_MANIFEST + 1);
      if (json.length > LONGEST_MANIFEST) {
        throw tooLong(subject, Bundle.MANIFEST, LONGEST_MANIFEST);
      }
      return json;
    }
  }

  private static void checkId(String subject, String id) throws BundleException {
    if (!Bundle.isFileName(id)) {
      throw new BundleException(
          subject, "file [" + Bundle.MANIFEST + "] has id [" + id + "]; expected a plain name");
    }
  }

  private static void checkSizes(String subject, Map<String, BundleFile> files, long mostBytes)
      throws BundleException {
    double bytes = files.values().stream().mapToDouble(BundleFile::bytes).sum();
    if (bytes > mostBytes) {
      throw new BundleException(
          subject,
          "has ["
              + (long) bytes
              + "] bytes of files; expected at most ["
              + mostBytes
              + "]; raise the limit, or use a smaller encoder");
    }
  }

  private static void unpackFile(
      String subject, ZipFile archive, String root, Path folder, String name, BundleFile expected)
      throws BundleException, IOException {
    if (!Bundle.isFileName(name)) {
      throw new BundleException(
          subject,
          "file name [" + name + "] is not valid; expected a plain name beside " + Bundle.MANIFEST);
    }
    try (InputStream in = open(subject, archive, root, name);
        OutputStream out =
            Files.newOutputStream(folder.resolve(name), StandardOpenOption.CREATE_NEW)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      long left = expected.bytes();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        left -= read;
        if (left < 0) {
          throw tooLong(subject, name, expected.bytes());
        }
        out.write(buffer, 0, read);
      }
    }
  }

  private static InputStream open(String subject, ZipFile archive, String root, String name)
      throws BundleException, IOException {
    ZipEntry entry = archive.getEntry(root + name);
    InputStream in = entry == null ? null : archive.getInputStream(entry);
    if (in == null) {
      throw new BundleException(
          subject,
          "zip has no file ["
              + name
              + "], which its manifest names; pack the whole bundle as the build makes it");
    }
    return in;
  }

  private static BundleException tooLong(String subject, String name, long bytes) {
    return new BundleException(
        subject,
        "file [" + name + "] is longer than the [" + bytes + "] bytes it may have; pack it again");
  }
}
