// Records what Ghost's own renderers make of its cards, for tests/migration/test_ghost_cards.py.
//
// In an empty folder:
//   npm install @tryghost/kg-default-nodes@2.2.1 @tryghost/kg-lexical-html-renderer@1.5.1 \
//     @tryghost/kg-mobiledoc-html-renderer@7.2.3 @tryghost/kg-default-cards@10.3.6 @tryghost/kg-default-atoms@5.2.3
//   node ghost_cards.cjs > cards.json
// Node 20 needs `"overrides": {"jsdom": "26.1.0"}` in package.json.
const load = (name) => require(require.resolve(name, {paths: [process.cwd()]}));
const {LexicalHTMLRenderer} = load('@tryghost/kg-lexical-html-renderer');
const {DEFAULT_NODES} = load('@tryghost/kg-default-nodes');
const {MobiledocHtmlRenderer} = load('@tryghost/kg-mobiledoc-html-renderer');
const cards = load('@tryghost/kg-default-cards');
const atoms = load('@tryghost/kg-default-atoms');

const options = {
    siteUrl: 'https://old.example',
    postUrl: 'https://old.example/un/',
    imageOptimization: {contentImageSizes: {w600: {width: 600}}},
    canTransformImage: () => true
};
const image = '__GHOST_URL__/content/images/2023/05/mer.jpg';
const CARDS = {
    image: {src: image, width: 1200, height: 800, title: '', alt: 'La <mer> & "elle"', caption: '<span style="white-space: pre-wrap;">Vue <b>du</b> port</span>', cardWidth: 'wide', href: ''},
    'image with a link': {type: 'image', src: image, width: 20, height: 10, alt: '', caption: '', href: 'https://x.example/?a=1&b=2'},
    gallery: {images: [{row: 0, src: image, width: 10, height: 10, fileName: 'mer.jpg', alt: 'A'}, {row: 0, src: '__GHOST_URL__/content/images/b.jpg', width: 10, height: 20, fileName: 'b.jpg'}], caption: 'Deux'},
    bookmark: {url: 'https://x.example/a?b=1&c=2', metadata: {icon: 'https://x.example/i.ico', title: 'Titre & <co>', description: 'Texte', author: 'Moi', publisher: 'X', thumbnail: 'https://x.example/t.png'}, caption: 'lu <i>hier</i>'},
    callout: {calloutText: 'Attention <b>au</b> chien', calloutEmoji: '💡', backgroundColor: 'blue'},
    toggle: {heading: 'Plus ?', content: '<p>Oui</p><p>Non</p>'},
    codeblock: {code: 'if (a < b) {\n\n  x = "1";\n}', language: 'js', caption: 'Le code'},
    'codeblock without a caption': {type: 'codeblock', code: 'x'},
    html: {html: '<div class="moi"><p>Brut</p></div>', visibility: {web: {nonMember: true, memberSegment: 'status:free,status:-free'}, email: {memberSegment: 'status:free,status:-free'}}},
    'html for members': {type: 'html', html: '<p>Secret</p>', visibility: {web: {nonMember: false, memberSegment: 'status:-free'}, email: {memberSegment: ''}}},
    markdown: {markdown: '## Titre\n\n- un\n- deux\n\n~~non~~ *oui*'},
    embed: {url: 'https://www.youtube.com/watch?v=x', embedType: 'video', html: '<iframe width="200" height="113" src="https://www.youtube.com/embed/x?feature=oembed" title="T"></iframe>', metadata: {title: 'T'}, caption: 'Film'},
    audio: {duration: 72, mimeType: 'audio/mpeg', src: '__GHOST_URL__/content/media/2023/05/son.mp3', title: 'Le son & moi', thumbnailSrc: ''},
    video: {src: '__GHOST_URL__/content/media/2023/05/film.mp4', caption: 'Un film', fileName: 'film.mp4', mimeType: 'video/mp4', width: 640, height: 480, duration: 12, thumbnailSrc: '__GHOST_URL__/content/images/thumb.jpg', customThumbnailSrc: '', cardWidth: 'regular', loop: false},
    file: {src: '__GHOST_URL__/content/files/2023/05/doc.pdf', fileTitle: 'Le document', fileName: 'doc.pdf', fileCaption: 'À lire', fileSize: 123456},
    button: {buttonText: 'Cliquez', alignment: 'center', buttonUrl: 'https://x.example/'},
    horizontalrule: {},
    product: {productImageSrc: image, productImageWidth: 10, productImageHeight: 10, productTitle: 'Livre', productDescription: '<p>Bon</p>', productRatingEnabled: true, productStarRating: 4, productButtonEnabled: true, productButton: 'Acheter', productUrl: 'https://x.example/p'},
    email: {html: '<p>Bonjour {first_name}</p>'},
    'email-cta': {alignment: 'left', buttonText: 'B', buttonUrl: 'https://x.example', html: '<p>x</p>', segment: 'status:free', showButton: true, showDividers: true},
    paywall: {},
    signup: {alignment: 'left', backgroundColor: '#F0F0F0', backgroundImageSrc: '', backgroundSize: 'cover', textColor: '#000', buttonColor: 'accent', buttonTextColor: '#fff', buttonText: 'Subscribe', disclaimer: 'No spam', header: 'Sign up', labels: [], layout: 'wide', subheader: 'now', successMessage: 'ok', swapped: false},
    header: {size: 'small', style: 'dark', buttonEnabled: true, buttonUrl: 'https://x.example/h', buttonText: 'Aller', header: 'Grand titre', subheader: 'Sous-titre', backgroundImageSrc: ''},
    'header of version 2': {type: 'header', version: 2, size: 'small', style: 'dark', buttonEnabled: true, buttonUrl: 'https://x.example/h', buttonText: 'Aller', header: 'Grand titre', subheader: 'Sous-titre', backgroundImageSrc: '', accentColor: '#FF1A75', alignment: 'center', backgroundColor: '#000', backgroundImageWidth: null, backgroundImageHeight: null, backgroundSize: 'cover', textColor: '#fff', buttonColor: '#fff', buttonTextColor: '#000', layout: 'full', swapped: false},
    'call-to-action': {layout: 'minimal', alignment: 'left', textValue: '<p>Venez !</p>', showButton: true, showDividers: true, buttonText: 'Voir', buttonUrl: 'https://x.example/c', buttonColor: '#000', buttonTextColor: '#fff', hasSponsorLabel: false, sponsorLabel: '', backgroundColor: 'grey', linkColor: 'text', imageUrl: '', visibility: {web: {nonMember: true, memberSegment: 'status:free,status:-free'}, email: {memberSegment: 'status:free,status:-free'}}},
    transistor: {accentColor: '#15171A', backgroundColor: '#fff'}
};
const text = (content, format = 0) => ({detail: 0, format, mode: 'normal', style: '', text: content, type: 'extended-text', version: 1});
const block = (type, children, more = {}) => ({children, direction: 'ltr', format: '', indent: 0, type, version: 1, ...more});
const list = (listType, ...children) => block('list', children, {listType, start: 1, tag: listType === 'number' ? 'ol' : 'ul'});
const item = (...children) => block('listitem', children, {value: 1});
const br = {type: 'linebreak', version: 1};
const TEXTS = {
    formats: block('paragraph', [text('gras', 1), text(' et '), text('ital', 2), text('les deux', 3), text('barré', 4), text('sous', 8), text('code <b>', 16), text('i', 32), text('e', 64), text('surligné', 128)]),
    'all formats': block('paragraph', [text('tout', 31)]),
    links: block('paragraph', [text('a'), br, text('b '), block('link', [text('lien '), text('gras', 1)], {rel: null, target: null, title: null, url: '__GHOST_URL__/x/?a=1&b=2'})]),
    heading: block('extended-heading', [text('Titre & été')], {tag: 'h2'}),
    quote: block('extended-quote', [text('Cité'), br, text('suite')]),
    list: list('bullet', item(text('un')), item(text('deux')), item(list('number', item(text('deux a')), item(text('deux b')))), item(text('trois'))),
    nothing: block('paragraph', [])
};
const MOBILEDOC = {
    version: '0.3.1',
    atoms: [['soft-return', '', {}]],
    cards: [['image', {src: image, caption: 'Vue', alt: 'Mer'}], ['code', {code: 'a < b', language: 'py'}], ['hr', {}], ['html', {html: '<i>brut</i>'}], ['paywall', {}]],
    markups: [['strong'], ['a', ['href', 'https://x.example/?a=1&b=2']], ['em']],
    sections: [
        [1, 'h2', [[0, [], 0, 'Titre']]],
        [1, 'p', [[0, [], 0, 'Un '], [0, [0], 0, 'gras '], [0, [2], 2, 'et ital'], [1, [], 0, 0], [0, [1], 1, 'lien <']]],
        [3, 'ol', [[[0, [], 0, 'un']], [[0, [], 0, 'deux']]]],
        [10, 0], [10, 1], [10, 2], [10, 3], [10, 4],
        [1, 'blockquote', [[0, [], 0, 'Cité']]],
        [1, 'p', []]
    ]
};

(async () => {
    const renderer = new LexicalHTMLRenderer({nodes: DEFAULT_NODES});
    const records = [];
    const nodes = Object.entries(CARDS).map(([name, card]) => [name, {type: name, version: 1, ...card}]);
    for (const [name, node] of [...nodes, ...Object.entries(TEXTS)]) {
        const document = {root: block('root', [node])};
        records.push({name, document, html: await renderer.render(JSON.stringify(document), options)});
    }
    const mobiledoc = new MobiledocHtmlRenderer({cards: Array.isArray(cards) ? cards : cards.default, atoms: Array.isArray(atoms) ? atoms : atoms.default});
    records.push({name: 'mobiledoc', document: MOBILEDOC, html: mobiledoc.render(MOBILEDOC, options)});
    const lines = records.map((record) => JSON.stringify(record).replace(/<svg.*?<\/svg>/g, '<svg></svg>'));
    process.stdout.write(`[\n${lines.join(',\n')}\n]\n`);
})();
