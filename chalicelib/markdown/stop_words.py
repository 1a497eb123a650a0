"""Words that say nothing of what a text is about, as `keywords` writes them: in lower case, without accents,
of four letters and more."""

from __future__ import annotations

from functools import cache

_FRENCH = """
    absolument actuellement afin aies aille ailleurs aime aiment aimer ainsi ajoute ajoutent ajouter alla
    allaient allait allant aller allez allons alors ancien ancienne annee annees aout appeler appelle
    appellent apporte apportent apporter apres arrive arrivent arriver article articles assez attend
    attendre aucun aucune aucunement aucuns aujourd aupres auquel aura aurai auraient aurais aurait auras
    aurez aurons auront aussi aussitot autant autour autre autrefois autrement autres autrui auxquels
    avaient avais avait avant avec avez aviez avions avoir avons avril ayant ayez ayons beau beaucoup
    belle belles besoin bien bientot billet billets blog bonne bonnes bons bref cadre ceci cela celle
    celles celui cent centaine cents cependant certain certaine certainement certaines certains cette ceux
    chacun chacune change changent changer chaque cherche chercher chez choisir chose choses cinq
    cinquante cinquieme clairement combien comme commence commencent commencer comment completement
    comprend comprendre compris compte compter connait connaitre connu connue contenir contient continue
    continuent continuer contre cote cotes cree creer croire crois croit davantage debout debut deca
    decembre dedans dehors deja demain demande demander depuis dernier derniere dernieres derniers
    derriere desormais desquels dessous dessus deux deuxieme deuxiemes devaient devait devant devenir
    devenu devenue devez deviennent devient devoir devons devra devraient devrait different differente
    differentes differents difficile dimanche dire directement disaient disait disant disent dites divers
    diverses dixieme dizaine dois doit doivent donc donnait donne donnent donner donnez dont double
    douzaine douze duquel durant ecrire ecrit effet egalement elle elles encore enfin ensemble ensuite
    entendre entierement entre envers environ essaie essayer etaient etais etait etant etat etes etiez
    etions etre eurent eussent evidemment exactement excepte exemple exemples existe existent exister
    exprime facile facilement facon facons faille faire fais faisaient faisait faisant faisons fait faite
    faites faits fallait falloir fasse fassent faudra faudrait faut fera ferai ferait feras feront fevrier
    finalement fini finir firent fois font fumes furent fusse fussent garde gardent garder generalement
    gens grace grand grande grandes grands guere haut haute heure heures heureusement hier hors huit
    huitieme idee idees image images important importante irait iront jadis jamais janvier jeudi jeune
    jeunes jour journee jours juillet juin jusqu jusque juste justement laisse laissent laisser laquelle
    largement lecture lentement lequel lesquelles lesquels leur leurs lien liens lieu lieux lire lisez
    loin long longs longtemps longue longues lors lorsqu lorsque lundi maintenant malgre maniere marche
    mardi mars matin mauvais mauvaise maximum meilleur meilleure meilleures meilleurs meme memes merci
    mercredi mets mettait mettent mettez mettons mettre mien mienne miennes miens mieux milieu mille
    milliard milliards milliers million millions minimum mise moins mois moitie moment moments monde
    montre montrent montrer mots naturellement neanmoins neuf neuvieme niveau nombre notamment note notes
    notre nous nouveau nouveaux nouvelle nouvelles novembre nulle nullement numero octobre onze outre
    ouvre ouvrir page pages parce parfaitement parfois parlait parle parlent parler parmi part parti
    particulierement partie parties partir partout passait passe passent passer peine pendant pense penser
    permet permettait permettent permettre personne petit petite petites petits peut peuvent peux photo
    photos pire place plein pleine plus plusieurs plutot point points porte portent porter possible
    possibles pour pourquoi pourra pourrai pourraient pourrait pourtant pouvaient pouvait pouvez pouvoir
    pouvons precisement premier premiere premieres premiers prenait prend prendre prends prenez prennent
    prenons pres presente presenter presque principalement pris prise probablement prochain prochaine
    propose proposent proposer propre propres puis puisqu puisque puisse puissent quand quant quarante
    quasi quasiment quatorze quatre quatrieme quel quelle quelles quelqu quelque quelques quels question
    questions quiconque quinze quoi quoique raison rapidement rarement regulierement relativement rend
    rendent rendre restait reste restent rester retrouve retrouvent retrouver revenir revient rien sais
    sait samedi sans sauf saura savait savent savez savoir savons second seconde seize selon semaine
    semaines semblait semble semblent sembler sept septembre septieme sera serai seraient serais serait
    seras serez serons seront sert servent servir servira seul seule seulement seules seuls siecle sien
    sienne siennes siens simple simplement simples sinon sitot sixieme soient soir soit soixante sommes
    sont sort sorte sortes sortir soudain sous souvent soyez soyons successivement suffire suffisamment
    suffit suis suit suite suivant suivre sujet surtout tant tantot tard telle tellement telles tels temps
    tenait tenir tenu texte tien tienne tiennent tient tiers titre totalement toujours tous tout toute
    toutefois toutes treize trente tres triple trois troisieme trop trouvait trouve trouvent trouver type
    types uniquement utilise utilisent utiliser utilisez vais valait valent vaut venait vendredi venir
    venu venue venus veritablement verra verrait vers veulent veut veux vieille viendra viennent viens
    vient vieux vingt vital vite vivement voici voient voila voir vois voit volontiers vont votre voudrais
    voudrait voulaient voulait voulez vouloir voulons voulu vous voyait voyez voyons vrai vraie vraiment
    zero
"""

_ENGLISH = """
    able about above across added adding adds after afterwards again against agree ahead allow allowed
    allows almost alone along already also although always among amongst amount another anybody anymore
    anyone anything anyway anywhere apart appear appears april area aren around article articles aside
    asked asking asks august away back became because become becomes been before beforehand began begin
    begins behind being believe below beneath beside besides best better between beyond bigger biggest
    billion blog both bring brings brought bunch call called calls came cannot case cases certain
    certainly change changed changes chapter clear clearly come comes coming common complete completely
    consider correct could couldn course current currently date dates days december decide decided despite
    didn different difficult directly does doesn doing done down dozen during each early easier easily
    easy eight eighteen eighty either eleven else elsewhere ended ends enough entire entirely especially
    even eventually ever every everybody everyone everything everywhere exact exactly example examples
    except expect extra fact facts fairly fast february feel feels felt fewer fifteen fifth fifty finally
    find finds fine first firstly five follow followed following follows form former forms forth forty
    forward found four fourteen fourth friday from full fully further furthermore gave generally gets
    getting give given gives giving goes going gone good gotten great hadn half hand happen happened
    happens hard hardly hasn have haven having hear heard help helped helps hence here hers herself high
    highly himself hold holds hopefully hour hours however huge hundred hundreds idea ideas image images
    immediately important indeed inside instance instead interesting into issue issues item items itself
    january july june just keep keeping keeps kept kind kinds knew know known knows large largely larger
    last late lately later latter learn learned least leave leaves left less lets level life light like
    liked likely likes line lines link links list lists little live lived lives long longer look looked
    looking looks made main mainly major make makes making many march matter maybe mean means meant
    meanwhile mere merely might mightn million millions mine minor minute minutes modern moment moments
    monday month months more moreover most mostly move moved much must mustn myself name named namely
    names near nearly necessarily need needed needn needs neither never nevertheless next nice nine
    nineteen ninety nobody none nonetheless normally note notes nothing notwithstanding november nowhere
    number numbers obvious obviously occasionally october offer often older once only onto open order
    original other others otherwise ours ourselves outside over overall page pages part particular
    particularly parts pass passed people perfect perhaps person personal personally photo photos piece
    place places play plays please plus point points possible possibly post posts precisely presumably
    pretty previously primarily probably problem problems provide provides pull push puts putting question
    questions quick quickly quiet quite rarely rather read reading reads ready real really reason reasons
    recent recently regardless relatively remain remains remember require requires result results right
    said same saturday saying says second section seeing seem seemed seems seen sees seldom send sense
    sent september seven seventeen seventy several shall shan short shortly should shouldn show showed
    shown shows side sides similar simple simply since single sixteen sixty slightly slow slowly small
    smaller soft some somebody somehow someone something sometimes somewhat somewhere soon sort sorts
    special specific start started starting starts stay still stop stopped story strong stuff subject such
    suddenly sunday sure surely take taken takes taking talk team tell tells tend text than thank thanks
    that their theirs them themselves then there thereby therefore these they thing things think thinking
    thinks third thirteen thirty this thorough thoroughly those though thought thousand thousands three
    through throughout thursday thus time times title today together told tomorrow tonight took toward
    towards tried tries true truly trying tuesday turn turned turns twelve twenty twice type types
    typically under underneath understand unless unlike unlikely until upon upward used useful uses using
    usual usually various version versions very wait walk want wanted wants wasn ways wednesday week weeks
    well went were weren what whatever when whence whenever where whereas wherever whether which whichever
    while whoever whole whom whose wide will wish with within without wonder word words work worked
    working works world would wouldn write writes writing written wrong wrote year years yesterday young
    your yours yourself yourselves zero
"""

_ADDRESSES = "example href html http https index mailto"

_BY_LANGUAGE = {"fr": _FRENCH, "en": _ENGLISH}


@cache
def stop_words(language: str) -> frozenset[str]:
    """Those of a language ("fr", "en"); of any other, those of all."""
    return frozenset((_BY_LANGUAGE.get(language, _FRENCH + _ENGLISH) + _ADDRESSES).split())
