package io.ctrrank.trainer.clicklog.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A throw-away certificate, signed by itself.
 *
 * @param pem the certificate in a file, as a cluster's {@code http_ca.crt}
 * @param context shows it
 */
public record TestCertificate(Path pem, SSLContext context) {
  private static final String PASSWORD = "changeit";
  private static final String ALIAS = "server";

  /**
   * Makes one by the JDK's own tool.
   *
   * @param host what it names, such as {@code IP:127.0.0.1}
   */
  public static TestCertificate of(Path folder, String name, String host) throws Exception {
    Path store = folder.resolve(name + ".p12");
    keytool(
        "-genkeypair",
        "-alias",
        ALIAS,
        "-keyalg",
        "EC",
        "-dname",
        "CN=" + name,
        "-ext",
        "san=" + host,
        "-storetype",
        "PKCS12",
        "-storepass",
        PASSWORD,
        "-keystore",
        store.toString());
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory shown =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    shown.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(shown.getKeyManagers(), null, null);
    String base64 =
        Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(keys.getCertificate(ALIAS).getEncoded());
    Path pem =
        Files.writeString(
            folder.resolve(name + ".crt"),
            "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
    return new TestCertificate(pem, context);
  }

  private static void keytool(String... arguments) throws IOException, InterruptedException {
    ProcessBuilder tool = new ProcessBuilder(arguments).redirectErrorStream(true);
    tool.command().addFirst(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    Process process = tool.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("keytool failed: " + output);
    }
  }
}
