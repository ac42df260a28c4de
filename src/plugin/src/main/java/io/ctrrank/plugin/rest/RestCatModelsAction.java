package io.ctrrank.plugin.rest;

import static org.elasticsearch.rest.RestRequest.Method.GET;

import io.ctrrank.plugin.lifecycle.GetModelsRequest;
import io.ctrrank.plugin.lifecycle.GetModelsResponse;
import io.ctrrank.plugin.lifecycle.Readiness;
import io.ctrrank.plugin.lifecycle.TransportGetModelsAction;
import io.ctrrank.plugin.model.ModelInfo;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.common.Table;
import org.elasticsearch.common.unit.ByteSizeValue;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestResponse;
import org.elasticsearch.rest.RestUtils;
import org.elasticsearch.rest.action.RestResponseListener;
import org.elasticsearch.rest.action.cat.AbstractCatAction;
import org.elasticsearch.rest.action.cat.RestTable;

/** {@code GET /_cat/ctr/models}: a line for each model. */
public final class RestCatModelsAction extends AbstractCatAction {

  @Override
  public String getName() {
    return "cat_ctr_models";
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route(GET, "/_cat/ctr/models"));
  }

  @Override
  protected void documentation(StringBuilder text) {
    text.append("/_cat/ctr/models\n");
  }

  @Override
  protected RestChannelConsumer doCatRequest(RestRequest request, NodeClient client) {
    GetModelsRequest models = GetModelsRequest.of(null, GetModelsRequest.View.BY_MODEL);
    models.setTimeout(RestUtils.getTimeout(request));
    return channel ->
        client.execute(
            TransportGetModelsAction.TYPE,
            models,
            new RestResponseListener<GetModelsResponse>(channel) {
              @Override
              public RestResponse buildResponse(GetModelsResponse response) throws Exception {
                return RestTable.buildResponse(table(request, response), channel);
              }
            });
  }

  @Override
  protected Table getTableWithHeader(RestRequest request) {
    return new Table()
        .startHeaders()
        .addCell("id", "desc:id of the model")
        .addCell("origin", "desc:file or index")
        .addCell("architecture", "desc:name of the model family")
        .addCell("aliases", "desc:aliases that name it")
        .addCell("ready", "desc:nodes where it serves")
        .addCell("nodes", "desc:nodes that were asked")
        .addCell("memory", "desc:memory it takes on a node")
        .addCell("digest", "desc:digest of its bundle")
        .endHeaders();
  }

  private Table table(RestRequest request, GetModelsResponse response) {
    Table table = getTableWithHeader(request);
    for (String id : response.ids()) {
      Optional<ModelInfo.Ready> serving = response.serving(id);
      Readiness readiness = response.readiness(id);
      table
          .startRow()
          .addCell(id)
          .addCell(
              serving.map(model -> model.origin().name().toLowerCase(Locale.ROOT)).orElse(null))
          .addCell(serving.map(ModelInfo.Ready::architecture).orElse(null))
          .addCell(String.join(",", response.aliasesOf(id)))
          .addCell(readiness.ready().size())
          .addCell(readiness.total())
          .addCell(serving.map(model -> ByteSizeValue.ofBytes(model.memory())).orElse(null))
          .addCell(serving.map(ModelInfo.Ready::digest).orElse(null))
          .endRow();
    }
    return table;
  }
}
