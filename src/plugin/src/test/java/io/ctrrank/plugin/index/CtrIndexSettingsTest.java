package io.ctrrank.plugin.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.elasticsearch.cluster.metadata.IndexMetadata;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.Index;
import org.elasticsearch.index.IndexVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CtrIndexSettingsTest {
  private static final Index ADS = new Index("ads", "uuid-1");

  @Test
  void nothingSet_isACatalogueOfItsOwnWithoutFingerprints() {
    ItemIndex index = ItemIndex.of(ADS, Settings.EMPTY);

    assertThat(index.index()).isEqualTo(ADS);
    assertThat(index.catalogue()).isEqualTo(new Catalogue("uuid-1"));
    assertThat(index.textFields()).isEmpty();
  }

  @Test
  void everythingSet_isRead() {
    ItemIndex index =
        ItemIndex.of(
            ADS,
            Settings.builder()
                .put("index.ctr.catalogue", "films")
                .putList("index.ctr.text_fields", "title", "film.overview")
                .build());

    assertThat(index.catalogue()).isEqualTo(new Catalogue("films"));
    assertThat(index.textFields()).containsExactly("title", "film.overview");
  }

  @Test
  void metadata_isReadOnceAndAgainWhenItChanges() {
    IndexMetadata before = metadata(catalogue("films"));
    IndexMetadata after =
        IndexMetadata.builder(before).settings(metadata(catalogue("ads")).getSettings()).build();

    assertThat(ItemIndex.of(before).catalogue().name()).isEqualTo("films");
    assertThat(ItemIndex.of(before)).isSameAs(ItemIndex.of(before));
    assertThat(ItemIndex.of(after).catalogue().name()).isEqualTo("ads");
    assertThat(ItemIndex.of(before).catalogue().name()).isEqualTo("films");
  }

  private static IndexMetadata metadata(Settings own) {
    Settings settings =
        Settings.builder()
            .put(own)
            .put(IndexMetadata.SETTING_VERSION_CREATED, IndexVersion.current())
            .put(IndexMetadata.SETTING_INDEX_UUID, ADS.getUUID())
            .build();
    return IndexMetadata.builder(ADS.getName())
        .settings(settings)
        .numberOfShards(1)
        .numberOfReplicas(0)
        .build();
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "my ads", "a:b", "a\nb", "a\u0001", "a\u00a0b", "_profile"})
  void catalogueThatCannotStandInAKey_isRefused(String name) {
    assertThatThrownBy(() -> ItemIndex.of(ADS, catalogue(name)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[index.ctr.catalogue] is [" + name + "]");
  }

  @Test
  void catalogueOfTooManyCharacters_isRefused() {
    assertThat(ItemIndex.of(ADS, catalogue("x".repeat(255))).catalogue().name()).hasSize(255);
    assertThatThrownBy(() -> ItemIndex.of(ADS, catalogue("x".repeat(256))))
        .hasMessageContaining("[index.ctr.catalogue] has [256] characters; expected at most [255]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tit*", " "})
  void textFieldWithoutAFullName_isRefused(String field) {
    assertThatThrownBy(() -> ItemIndex.of(ADS, fields("title", field)))
        .hasMessageContaining(
            "[index.ctr.text_fields] has [" + field + "]; expected the full name");
  }

  @Test
  void textFieldNamedTwice_isRefused() {
    assertThatThrownBy(() -> ItemIndex.of(ADS, fields("title", "category", "title")))
        .hasMessageContaining("[index.ctr.text_fields] has [title] twice");
  }

  @Test
  void textFields_cannotChangeAndCataloguesCan() {
    assertThat(CtrIndexSettings.TEXT_FIELDS.isFinal()).isTrue();
    assertThat(CtrIndexSettings.CATALOGUE.isDynamic()).isTrue();
    assertThat(CtrIndexSettings.all()).allMatch(setting -> setting.hasIndexScope());
  }

  private static Settings catalogue(String name) {
    return Settings.builder().put("index.ctr.catalogue", name).build();
  }

  private static Settings fields(String... fields) {
    return Settings.builder().putList("index.ctr.text_fields", fields).build();
  }
}
