package io.ctrrank.runtime.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** What TLS needs to know: whom to trust. */
final class TlsContext {
  private TlsContext() {}

  /** Reads the certificate authorities. */
  static SSLContext of(RedisTls tls) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      if (tls.certificateAuthorities().isEmpty()) {
        context.init(null, null, null);
        return context;
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(authorities(tls.certificateAuthorities().get()));
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no TLS for redis: " + e, e);
    }
  }

  private static KeyStore authorities(Path file) throws GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (certificates.isEmpty()) {
        throw new IllegalArgumentException(
            "redis certificate authorities [" + file + "] hold no certificate; expected PEM");
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate certificate : certificates) {
        store.setCertificateEntry("authority-" + store.size(), certificate);
      }
      return store;
    } catch (IOException | java.security.cert.CertificateException e) {
      throw new IllegalArgumentException(
          "redis certificate authorities [" + file + "] cannot be read: " + e + "; expected PEM",
          e);
    }
  }
}
