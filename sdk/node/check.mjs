// The official `openai` package against a running gateway:
//
//     node check.mjs http://127.0.0.1:8080/v1
//
// Prints a line for each check, and exits with 1 if one failed. The gateway needs the models `small`, `house/large` and
// `down` and the router `auto`, and behind them a model that does what a prompt asks in brackets: OpenAiNodeClientTest
// starts both, and OpenAiJavaClientTest checks the same with the SDK for Java.

import assert from 'node:assert/strict';
import OpenAI from 'openai';

const baseURL = process.argv[2];
if (!baseURL) {
  console.error('usage: node check.mjs BASE_URL');
  process.exit(2);
}

// Errors are to be seen as they come, so the client's own retries are off but where they are checked.
const client = new OpenAI({ baseURL, apiKey: 'sk-of-the-client', maxRetries: 0, timeout: 30_000 });
const completions = client.chat.completions;

const ask = (model, text, more = {}) => ({ model, messages: [{ role: 'user', content: text }], ...more });
const chat = (model, text, more) => completions.create(ask(model, text, more));
const textOf = (answer) => answer.choices[0].message.content;
/** What arrived at the upstream, which the model was asked to say. */
const echoed = (answer) => JSON.parse(textOf(answer));

const stream = async (model, text, more) => {
  const chunks = [];
  for await (const chunk of await chat(model, text, { stream: true, ...more })) {
    chunks.push(chunk);
  }
  return chunks;
};
const joined = (chunks) => chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');

/** The error that a call ends in, which must be of that class. */
const failure = async (kind, call) => {
  const error = await call().then(() => undefined, (e) => e);
  assert.ok(error instanceof kind, `expected ${kind.name}, got ${error}`);
  return error;
};

const temperature = {
  type: 'function',
  function: {
    name: 'temperature',
    strict: true,
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
      additionalProperties: false,
    },
  },
};

const weather = {
  type: 'json_schema',
  json_schema: {
    name: 'weather',
    strict: true,
    schema: {
      type: 'object',
      properties: { city: { type: 'string' }, degrees: { type: 'integer' } },
      required: ['city', 'degrees'],
      additionalProperties: false,
    },
  },
};

const checks = {
  async 'an answer is read whole and names the model that served'() {
    const answer = await chat('auto', 'Grüße, 🚂!');
    assert.equal(textOf(answer), 'You said: Grüße, 🚂!');
    assert.match(answer.id, /^chatcmpl-/);
    assert.ok(['small', 'house/large'].includes(answer.model), answer.model);
    assert.equal(answer.usage.total_tokens, 15);
    assert.equal(answer.x_unknown, 'kept');
  },

  async 'a base URL may end in a slash'() {
    const slashed = new OpenAI({ baseURL: `${baseURL}/`, apiKey: 'sk', maxRetries: 0 });
    assert.equal(textOf(await slashed.chat.completions.create(ask('auto', 'hi'))), 'You said: hi');
  },

  async 'a stream arrives in order under one id'() {
    const told = 'one two three four Grüße 🚂 five six seven eight';
    const chunks = await stream('auto', told);
    assert.equal(joined(chunks), `You said: ${told}`);
    assert.ok(chunks.length > 5);
    assert.deepEqual([...new Set(chunks.map((chunk) => `${chunk.id} ${chunk.model}`))].length, 1);
  },

  async 'a chunk arrives before the upstream has the next'() {
    const chunks = [];
    for await (const chunk of await chat('small', '[hold] on', { stream: true })) {
      if (chunks.length === 0) {
        assert.equal(textOf(await chat('small', '[release]')), 'You said: [release]');
      }
      chunks.push(chunk);
    }
    assert.equal(joined(chunks), 'You said: [hold] on');
  },

  async 'a stream that the client leaves is given up upstream'() {
    let id;
    for await (const chunk of await chat('small', '[stall]', { stream: true })) {
      id = chunk.id;
      break;
    }
    const deadline = Date.now() + 15_000;
    let attempts = [];
    while (attempts.length === 0 && Date.now() < deadline) {
      ({ attempts } = await client.get(`/decisions/${id}`));
    }
    assert.equal(attempts[0]?.status, 'client_gone');
  },

  async 'the streaming helper puts an answer together'() {
    const helper = completions.stream(ask('auto', 'one two three', { stream_options: { include_usage: true } }));
    const heard = [];
    helper.on('content', (delta) => heard.push(delta));
    const answer = await helper.finalChatCompletion();
    assert.equal(textOf(answer), 'You said: one two three');
    assert.equal(heard.join(''), 'You said: one two three');
    assert.equal(answer.usage.total_tokens, 15);
  },

  async 'usage stands in the last chunk of a stream that asked for it'() {
    const chunks = await stream('auto', 'hi', { stream_options: { include_usage: true } });
    const last = chunks.pop();
    assert.deepEqual(last.choices, []);
    assert.equal(last.usage.completion_tokens, 5);
    assert.ok(chunks.every((chunk) => !chunk.usage));
  },

  async 'a stream that asked for no usage has none'() {
    for (const more of [{}, { stream_options: { include_usage: false } }]) {
      const chunks = await stream('auto', 'hi', more);
      assert.ok(chunks.every((chunk) => !chunk.usage && chunk.choices.length === 1));
    }
  },

  async 'a tool is called and its result answered'() {
    const request = ask('auto', '[tool] How warm is it?', { tools: [temperature] });
    const [choice] = (await completions.create(request)).choices;
    assert.equal(choice.finish_reason, 'tool_calls');
    const [call] = choice.message.tool_calls;
    assert.equal(call.function.name, 'temperature');
    assert.deepEqual(JSON.parse(call.function.arguments), { city: 'Berlin' });
    request.messages.push(choice.message, { role: 'tool', tool_call_id: call.id, content: '21 degrees' });
    assert.equal(textOf(await completions.create(request)), 'The tool says: 21 degrees');
  },

  async 'a streamed tool call is put together from its pieces'() {
    const chunks = await stream('auto', '[tool] How warm is it?', { tools: [temperature] });
    const pieces = chunks.flatMap((chunk) => chunk.choices[0].delta.tool_calls ?? []);
    assert.ok(pieces.length > 2);
    assert.equal(pieces[0].id, 'call_1');
    assert.equal(pieces[0].function.name, 'temperature');
    assert.equal(pieces.map((piece) => piece.function.arguments).join(''), '{"city":"Berlin"}');
    assert.equal(chunks.at(-1).choices[0].finish_reason, 'tool_calls');
  },

  async 'the tool runner calls the function and hands its result on, whole and streamed'() {
    const { parameters } = temperature.function;
    for (const streamed of [false, true]) {
      const cities = [];
      const measure = ({ city }) => cities.push(city) && '21 degrees';
      const tool = {
        type: 'function',
        function: { name: 'temperature', description: 'degrees', function: measure, parse: JSON.parse, parameters },
      };
      const runner = completions.runTools(ask('auto', '[tool] How warm is it?', { stream: streamed, tools: [tool] }));
      assert.equal(await runner.finalContent(), 'The tool says: 21 degrees');
      assert.deepEqual(cities, ['Berlin']);
    }
  },

  async 'an answer in a JSON schema is text, and the schema goes upstream'() {
    const answer = await chat('auto', '[schema]', { response_format: weather });
    assert.deepEqual(JSON.parse(textOf(answer)), { city: 'Berlin', degrees: 21 });
    assert.deepEqual(echoed(await chat('auto', '[echo]', { response_format: weather })).response_format, weather);
  },

  async 'an image goes upstream as it is'() {
    const image = { url: `data:image/png;base64,${'iVBORw0KGgo'.repeat(20_000)}`, detail: 'low' };
    const content = [{ type: 'text', text: '[echo]' }, { type: 'image_url', image_url: image }];
    const sent = echoed(await completions.create({ model: 'auto', messages: [{ role: 'user', content }] }));
    assert.deepEqual(sent.messages[0].content, content);
  },

  async 'turns of every role go upstream in order'() {
    const call = { id: 'call_1', type: 'function', function: { name: 'temperature', arguments: '{"city":"Berlin"}' } };
    const messages = [
      { role: 'developer', content: 'Be brief.' },
      { role: 'system', content: [{ type: 'text', text: 'Be kind.' }] },
      { role: 'user', content: 'How warm is it?', name: 'ada' },
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: 'call_1', content: '21' },
      { role: 'assistant', content: 'It is warm.' },
      { role: 'user', content: '[echo]' },
    ];
    assert.deepEqual(echoed(await completions.create({ model: 'auto', messages })).messages, messages);
  },

  async 'routers and models are listed'() {
    const models = [];
    for await (const model of client.models.list()) {
      models.push(`${model.id} ${model.owned_by}`);
    }
    assert.deepEqual(models, ['auto pointsman', 'small openai', 'house/large openai', 'down openai']);
  },

  async 'a model is retrieved, also with a slash in its name'() {
    assert.equal((await client.models.retrieve('auto')).owned_by, 'pointsman');
    assert.equal((await client.models.retrieve('house/large')).id, 'house/large');
    const error = await failure(OpenAI.NotFoundError, () => client.models.retrieve('nobody'));
    assert.equal(error.code, 'model_not_found');
  },

  async 'a wrong request is a BadRequestError'() {
    const error = await failure(OpenAI.BadRequestError, () => chat('auto', 'hi', { pointsman: { cost_weight: 2 } }));
    assert.equal(error.param, 'pointsman.cost_weight');
    assert.equal(error.type, 'invalid_request_error');
    assert.equal(error.error.source, 'gateway');
    await failure(OpenAI.BadRequestError, () => completions.create({ model: 'auto', messages: [] }));
  },

  async 'a request that can only cost more than it may is a BadRequestError'() {
    const error = await failure(OpenAI.BadRequestError, () => chat('auto', 'hi', { pointsman: { max_cost_usd: 1e-9 } }));
    assert.equal(error.code, 'max_cost_exceeded');
  },

  async 'a body over the limit is said to be so, however long it is'() {
    for (let i = 0; i < 20; i++) {
      const error = await failure(OpenAI.APIError, () => chat('auto', 'x'.repeat(5_000_000)));
      assert.equal(error.status, 413);
      assert.equal(error.code, 'request_too_large');
    }
  },

  async 'an unknown model is a NotFoundError'() {
    const error = await failure(OpenAI.NotFoundError, () => chat('nobody', 'hi'));
    assert.equal(error.code, 'model_not_found');
    assert.match(error.message, /auto, small, house\/large/);
  },

  async 'an endpoint that is not there is a NotFoundError'() {
    const error = await failure(OpenAI.NotFoundError, () => client.responses.create({ model: 'auto', input: 'hi' }));
    assert.match(error.message, /POST \/v1\/chat\/completions/);
    await failure(OpenAI.NotFoundError, () => client.embeddings.create({ model: 'auto', input: 'hi' }));
  },

  async 'a refusal by the upstream keeps its class and words'() {
    const error = await failure(OpenAI.BadRequestError, () => chat('auto', '[status 400]'));
    assert.equal(error.code, 'as_asked');
    assert.equal(error.param, 'messages');
    assert.match(error.message, /refused as asked/);
    assert.equal(error.error.source, 'provider');
    assert.equal(error.requestID, 'req-of-upstream');
    await failure(OpenAI.UnprocessableEntityError, () => chat('auto', '[status 422]'));
  },

  async 'the decision stands in the headers'() {
    const { data, response, request_id: requestId } = await chat('small', 'hi').withResponse();
    const header = (name) => response.headers.get(`x-pointsman-${name}`);
    assert.equal(header('decision-id'), data.id);
    assert.equal(header('model'), 'small');
    assert.equal(header('policy'), 'direct');
    assert.equal(header('explored'), 'false');
    assert.equal(header('cost-usd'), '0.000015');
    assert.equal(requestId, 'req-of-upstream');
  },

  async 'the decision stands in the headers of a stream'() {
    const { data, response } = await chat('auto', 'hi', { stream: true }).withResponse();
    for await (const chunk of data) {
      assert.equal(response.headers.get('x-pointsman-decision-id'), chunk.id);
      assert.equal(response.headers.get('x-pointsman-model'), chunk.model);
    }
  },

  async 'feedback teaches, and the cost weight moves the choice'() {
    const learned = [];
    for (let i = 0; i < 60; i++) {
      const { id, model } = await chat('auto', 'Write a poem.');
      learned.push(await client.post('/feedback', { body: { id, value: model === 'small' ? 0 : 1 } }));
    }
    assert.ok(learned.every((receipt) => receipt.status === 'recorded' && receipt.learned));
    const weighing = (costWeight) => ({ pointsman: { cost_weight: costWeight, explore: false } });
    assert.equal((await chat('auto', 'Write a poem.', weighing(0))).model, 'house/large');
    assert.equal((await chat('auto', 'Write a poem.', weighing(1))).model, 'small');
    const headers = { 'x-pointsman-cost-weight': '1', 'x-pointsman-explore': 'false' };
    assert.equal((await completions.create(ask('auto', 'Write a poem.'), { headers })).model, 'small');
  },

  async 'feedback on an unknown answer is a NotFoundError, and out of range a BadRequestError'() {
    const { id } = await chat('auto', 'hi');
    const judge = (body) => () => client.post('/feedback', { body });
    await failure(OpenAI.NotFoundError, judge({ id: 'chatcmpl-nothing', value: 1 }));
    const error = await failure(OpenAI.BadRequestError, judge({ id, value: 2 }));
    assert.equal(error.param, 'value');
  },

  async 'a decision explains itself'() {
    const options = { pointsman: { cost_weight: 0.2, session: 's-1', tags: { team: 'blue' } } };
    const answer = await chat('auto', 'hi', options);
    const decision = await client.get(`/decisions/${answer.id}`);
    assert.equal(decision.id, answer.id);
    assert.equal(decision.router, 'auto');
    assert.equal(decision.policy, 'frontier');
    assert.equal(decision.cost_weight, 0.2);
    assert.equal(decision.served, answer.model);
    assert.deepEqual(decision.candidates.map((candidate) => candidate.model).sort(), ['house/large', 'small']);
    assert.deepEqual(decision.attempts.map((attempt) => attempt.status), ['ok']);
    assert.equal(decision.usage.cached_input_tokens, 4);
    assert.equal(decision.session, 's-1');
    assert.deepEqual(decision.tags, { team: 'blue' });
    await failure(OpenAI.NotFoundError, () => client.get('/decisions/chatcmpl-nothing'));
  },

  async 'our own options stay here and strange ones go on'() {
    const answer = await chat('auto', '[echo]', { temperature: 0.5, x_new: [1, 'two', null], pointsman: {} });
    const sent = echoed(answer);
    assert.ok(!('pointsman' in sent));
    assert.deepEqual(sent.x_new, [1, 'two', null]);
    assert.equal(sent.temperature, 0.5);
    assert.equal(sent.model, `upstream-${answer.model}`);
  },

  // Last, since models that fail in a row rest for a while.

  async 'a rate limit of every candidate is a RateLimitError'() {
    const error = await failure(OpenAI.RateLimitError, () => chat('small', '[status 429]'));
    assert.equal(error.code, 'rate_limit_exceeded');
    assert.equal(error.headers.get('retry-after'), '7');
  },

  async 'an upstream that fails or is not there is an InternalServerError'() {
    const error = await failure(OpenAI.InternalServerError, () => chat('small', '[status 500]'));
    assert.equal(error.code, 'upstream_failed');
    assert.equal((await failure(OpenAI.InternalServerError, () => chat('down', 'hi'))).status, 502);
  },

  async "an upstream that takes the gateway's key for wrong is not the client's fault"() {
    assert.equal((await failure(OpenAI.InternalServerError, () => chat('small', '[status 401]'))).status, 502);
  },

  async 'a stream that nobody starts fails like a whole answer'() {
    await failure(OpenAI.RateLimitError, () => stream('small', '[status 429]'));
    await failure(OpenAI.BadRequestError, () => stream('small', '[status 400]'));
    await failure(OpenAI.InternalServerError, () => stream('small', '[status 500]'));
  },

  async 'a stream that breaks off ends in an error'() {
    const chunks = [];
    const error = await failure(OpenAI.APIError, async () => {
      for await (const chunk of await chat('small', '[cut]', { stream: true })) {
        chunks.push(chunk);
      }
    });
    assert.equal(chunks.length, 1);
    assert.equal(error.code, 'upstream_failed');
  },

  async "the client's own retries get through"() {
    const retrying = client.withOptions({ maxRetries: 2 });
    const answer = await retrying.chat.completions.create(ask('small', '[busy]'));
    assert.equal(textOf(answer), 'You said: [busy]');
  },
};

let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  try {
    await check();
    console.log(`ok - ${name}`);
  } catch (error) {
    failed++;
    console.log(`not ok - ${name}: ${String(error?.message ?? error).replaceAll('\n', ' ')}`);
  }
}
process.exitCode = failed === 0 ? 0 : 1;
