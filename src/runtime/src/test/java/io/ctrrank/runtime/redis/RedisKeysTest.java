package io.ctrrank.runtime.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.runtime.cache.VectorKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RedisKeysTest {
  private final RedisKeys keys = new RedisKeys("ctr");

  @Test
  void keys_ofEveryKind_areTheDocumentedOnes() {
    assertThat(text(keys.vector(new VectorKey("e1", "shop", "50")))).isEqualTo("ctr:v1:e1:shop:50");
    assertThat(text(keys.events("u42"))).isEqualTo("ctr:user:{u42}:events");
    assertThat(text(keys.user("u42"))).isEqualTo("ctr:user:{u42}");
    assertThat(text(keys.userVector("e1"))).isEqualTo("vector:e1");
  }

  @Test
  void vectors_manyKeys_areThoseOfEachAlone() {
    List<VectorKey> wanted = new ArrayList<>();
    for (String version : List.of("e1", "e:2", "e%2")) {
      for (String catalogue : List.of("shop", "s:t", "bücher", "")) {
        for (String item : List.of("1", "a:b", "käse", "日本", "\uD83D\uDE00", "")) {
          wanted.add(new VectorKey(version, catalogue, item));
        }
      }
    }
    byte[][] names = keys.vectors(wanted);
    Set<String> different = new HashSet<>();
    for (int i = 0; i < names.length; i++) {
      assertThat(names[i]).isEqualTo(keys.vector(wanted.get(i)));
      different.add(text(names[i]));
    }
    assertThat(different).hasSize(wanted.size());
  }

  @Test
  void vector_colonInTheCatalogue_isNotThatOfTheItem() {
    assertThat(text(keys.vector(new VectorKey("e1", "a:b", "c")))).isEqualTo("ctr:v1:e1:a%3Ab:c");
    assertThat(text(keys.vector(new VectorKey("e1", "a", "b:c")))).isEqualTo("ctr:v1:e1:a:b:c");
    assertThat(text(keys.vector(new VectorKey("e1", "a%3Ab", "c"))))
        .isEqualTo("ctr:v1:e1:a%253Ab:c");
  }

  private static String text(byte[] name) {
    return new String(name, UTF_8);
  }
}
