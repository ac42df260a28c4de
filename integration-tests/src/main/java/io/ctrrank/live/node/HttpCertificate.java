package io.ctrrank.live.node;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A throw-away certificate for HTTP on the loopback address, in PEM.
 *
 * @param authority certificate of the authority that signed it
 * @param certificate the certificate
 * @param key its private key, not encrypted
 */
record HttpCertificate(String authority, String certificate, String key) {
  private static final String PASSWORD = "changeit";
  private static final String AUTHORITY = "authority";
  private static final String NODE = "node";
  private static final int LINE = 64;

  /**
   * Makes one, and its authority, with the JDK's own tool.
   *
   * @param folder for a file that is deleted again
   */
  static HttpCertificate make(Path folder) throws IOException, InterruptedException {
    Path store = folder.resolve("http.p12");
    try {
      makeKey(store, AUTHORITY, List.of("-ext", "bc:critical=ca:true"));
      makeKey(store, NODE, List.of("-signer", AUTHORITY, "-ext", "san=ip:127.0.0.1,dns:localhost"));
      return read(store);
    } finally {
      Files.deleteIfExists(store);
    }
  }

  private static void makeKey(Path store, String name, List<String> options)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
    command.addAll(options);
    Commands.run(command);
  }

  private static HttpCertificate read(Path store) throws IOException {
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      return new HttpCertificate(
          pem("CERTIFICATE", keys.getCertificate(AUTHORITY).getEncoded()),
          pem("CERTIFICATE", keys.getCertificate(NODE).getEncoded()),
          pem("PRIVATE KEY", keys.getKey(NODE, PASSWORD.toCharArray()).getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IOException("key store [" + store + "] cannot be read", e);
    }
  }

  private static String pem(String what, byte[] content) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder(LINE, "\n".getBytes(US_ASCII)).encodeToString(content)
        + "\n-----END "
        + what
        + "-----\n";
  }
}
